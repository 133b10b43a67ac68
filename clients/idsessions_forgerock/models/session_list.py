from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

if TYPE_CHECKING:
    from ..models.listed_session import ListedSession


T = TypeVar("T", bound="SessionList")


@_attrs_define
class SessionList:
    """The sessions that a query found."""

    result: list[ListedSession]
    """The sessions, in no promised order."""
    result_count: int | None = None
    """How many sessions are in `result`."""
    paged_results_cookie: str | None = None
    """Always null; there is no paging."""
    total_paged_results_policy: str | None = None
    """Always `NONE`."""
    total_paged_results: int | None = None
    """Always -1."""
    remaining_paged_results: int | None = None
    """Always -1."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        result: list[dict[str, Any]]
        result = []
        for result_item_data in self.result:
            result_item = result_item_data.to_dict()
            result.append(result_item)

        result_count = self.result_count

        paged_results_cookie = self.paged_results_cookie

        total_paged_results_policy = self.total_paged_results_policy

        total_paged_results = self.total_paged_results

        remaining_paged_results = self.remaining_paged_results

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "result": result,
            }
        )
        if result_count is not None:
            field_dict["resultCount"] = result_count
        if paged_results_cookie is not None:
            field_dict["pagedResultsCookie"] = paged_results_cookie
        if total_paged_results_policy is not None:
            field_dict["totalPagedResultsPolicy"] = total_paged_results_policy
        if total_paged_results is not None:
            field_dict["totalPagedResults"] = total_paged_results
        if remaining_paged_results is not None:
            field_dict["remainingPagedResults"] = remaining_paged_results

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.listed_session import ListedSession  # noqa: PLC0415

        d = dict(src_dict)
        result: list[ListedSession] = []
        _result = d.pop("result")
        for result_item_data in _result:
            result_item = ListedSession.from_dict(result_item_data)

            result.append(result_item)

        result_count = d.pop("resultCount", None)

        paged_results_cookie = d.pop("pagedResultsCookie", None)

        total_paged_results_policy = d.pop("totalPagedResultsPolicy", None)

        total_paged_results = d.pop("totalPagedResults", None)

        remaining_paged_results = d.pop("remainingPagedResults", None)

        _made = cls(
            result=result,
            result_count=result_count,
            paged_results_cookie=paged_results_cookie,
            total_paged_results_policy=total_paged_results_policy,
            total_paged_results=total_paged_results,
            remaining_paged_results=remaining_paged_results,
        )

        _made.additional_properties = d
        return _made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
