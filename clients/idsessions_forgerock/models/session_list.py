from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.listed_session import ListedSession
from ..types import names_only

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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        raw_result: list[Any] | None = d.pop("result", None)
        if not isinstance(raw_result, list):
            raise InvalidResponse("result", "a list", missing="result" not in src_dict)
        _result: list[ListedSession]
        _result = []
        for result_item in raw_result:
            try:
                result_item = ListedSession.from_dict(result_item)
            except InvalidResponse as error:
                error.prepend(f"result[{len(_result)}]")
                raise
            _result.append(result_item)

        _result_count = d.pop("resultCount", None)
        if _result_count is not None and (isinstance(_result_count, bool) or not isinstance(_result_count, int)):
            _result_count = None
            d["resultCount"] = src_dict["resultCount"]

        _paged_results_cookie = d.pop("pagedResultsCookie", None)
        if _paged_results_cookie is not None and not isinstance(_paged_results_cookie, str):
            _paged_results_cookie = None
            d["pagedResultsCookie"] = src_dict["pagedResultsCookie"]

        _total_paged_results_policy = d.pop("totalPagedResultsPolicy", None)
        if _total_paged_results_policy is not None and not isinstance(_total_paged_results_policy, str):
            _total_paged_results_policy = None
            d["totalPagedResultsPolicy"] = src_dict["totalPagedResultsPolicy"]

        _total_paged_results = d.pop("totalPagedResults", None)
        if _total_paged_results is not None and (
            isinstance(_total_paged_results, bool) or not isinstance(_total_paged_results, int)
        ):
            _total_paged_results = None
            d["totalPagedResults"] = src_dict["totalPagedResults"]

        _remaining_paged_results = d.pop("remainingPagedResults", None)
        if _remaining_paged_results is not None and (
            isinstance(_remaining_paged_results, bool) or not isinstance(_remaining_paged_results, int)
        ):
            _remaining_paged_results = None
            d["remainingPagedResults"] = src_dict["remainingPagedResults"]

        made = cls(
            result=_result,
            result_count=_result_count,
            paged_results_cookie=_paged_results_cookie,
            total_paged_results_policy=_total_paged_results_policy,
            total_paged_results=_total_paged_results,
            remaining_paged_results=_remaining_paged_results,
        )
        made.additional_properties = d
        return made

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
