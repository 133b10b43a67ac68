"""The ``sessions`` endpoint: which caller may act on which session, the actions, and the query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import define, frozen

from idsessions import Clock
from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.forgerock._caller import Caller
from idsessions.testing.forgerock._crest import Refusal, action_body, chosen_fields, is_list, revision
from idsessions.testing.forgerock._profiles import ServerProfile, Version
from idsessions.testing.forgerock._query_filter import UnsupportedFilterError, filter_terms
from idsessions.testing.forgerock._state import EmulatedSession, ServerState, iso_time
from idsessions.testing.forgerock._versions import VersionGate

# The session service's default for the longest list; there is no paging.
_MAX_LIST: Final = 120
# The first version that reads the target of an action from the body; older versions read it from the query.
BODY_TARGET: Final = 3
UNSUPPORTED: Final = "Operation is not supported."
_NO_TARGET: Final = "iPlanetDirectoryCookie not set on request"


@frozen(kw_only=True, repr=False)
class _Call:
    """One action: its caller, its target and what else it needs."""

    action: str
    version: Version
    realm: str
    request: EmulatedRequest
    caller: Caller
    body: dict[str, Any]
    target_token: str | None
    target: EmulatedSession | None


@define(kw_only=True, eq=False, repr=False)
class SessionsEndpoint:
    """Performs actions and queries on sessions.

    Attributes:
        properties: The allowed session properties, the same in every realm.
    """

    profile: ServerProfile
    clock: Clock
    state: ServerState
    properties: tuple[str, ...]

    def act(
        self, request: EmulatedRequest, realm: str, caller: Caller, gate: VersionGate, path_token: str | None = None
    ) -> dict[str, Any]:
        """Perform the action of a POST; returns the body of the response."""
        gate.check_protocol()
        action = request.query.get("_action")
        if action is None and not request.content_type:
            # For CREST, a POST without an action creates a resource, which takes a body.
            raise Refusal(400, "The content-type was not specified and is required")
        body = action_body(request)
        if action is None:
            raise self.unsupported(caller, gate)
        target_token = self._target_token(request, gate.expected, body, path_token)
        call = _Call(
            action=action.lower(),
            version=gate.expected,
            realm=realm,
            request=request,
            caller=caller,
            body=body,
            target_token=target_token,
            target=caller.session if target_token is None else self.state.live(target_token),
        )
        self._authenticate(call)
        self._authorize(call)
        gate()
        if path_token is not None and call.version[0] > 1:
            raise Refusal(501, UNSUPPORTED)
        if target_token is None and caller.token is None and caller.session is None:
            raise Refusal(400, _NO_TARGET)
        if call.version[0] not in self.profile.actions.get(call.action, ()):
            raise Refusal(501, f"Action {action} not implemented for this resource")
        return self._actions()[call.action](call)

    def query(self, request: EmulatedRequest, caller: Caller, gate: VersionGate) -> dict[str, Any]:
        """Perform the query of a GET; returns the body of the response. The filter names the realm, not the path."""
        gate.check_protocol()
        size = request.query.get("_pageSize", "0")
        if not size.isdecimal():
            raise Refusal(400, f"The value '{size}' for parameter '_pageSize' could not be parsed as a valid integer")
        query_filter = request.query.get("_queryFilter")
        try:
            terms = None if query_filter is None else filter_terms(query_filter)
        except UnsupportedFilterError:
            terms = []
        if caller.session is None:
            raise Refusal(401, "Access Denied")
        if terms is not None and not caller.admin:
            raise Refusal(403)
        gate()
        if terms is None:
            raise Refusal(400, "The resource collection  cannot be read")
        if not terms:
            raise self._odd("The query filter is not supported")
        for name, _ in terms:
            if name not in ("username", "realm"):
                raise Refusal(400, f"{name} is not supported in query filter")
        filters = dict(terms)
        if "realm" not in filters:
            raise Refusal(400, "The query filter must specify the realm")
        found = [
            session
            for session in self.state.all_live()
            if session.user.realm == filters["realm"] and filters.get("username", session.user.uid) == session.user.uid
        ]
        result = [chosen_fields(self._listed(session), request) for session in found[:_MAX_LIST]]
        return {
            "result": result,
            "resultCount": len(result),
            "pagedResultsCookie": None,
            "totalPagedResultsPolicy": "NONE",
            "totalPagedResults": -1,
            "remainingPagedResults": -1,
        }

    def other(self, request: EmulatedRequest, caller: Caller, gate: VersionGate) -> Refusal:
        """The refusal of a method that sessions do not have."""
        gate.check_protocol()
        done = {"DELETE": "deleted", "PATCH": "patched"}.get(request.method)
        if done is None:
            return Refusal(404, "Resource '' not found")
        refusal = self.unsupported(caller, gate)
        return refusal if refusal.status != 501 else Refusal(400, f"The resource collection  cannot be {done}")

    def unsupported(self, caller: Caller, gate: VersionGate) -> Refusal:
        """The refusal of an operation that no resource has."""
        if caller.session is None:
            return Refusal(401, "Access Denied")
        if not caller.admin:
            return Refusal(403)
        gate()
        return Refusal(501, UNSUPPORTED)

    def _odd(self, message: str) -> Refusal:
        """The refusal of input of a wrong type."""
        return Refusal(500, form="empty") if self.profile.breaks_on_odd_input else Refusal(400, message)

    # --- permissions -----------------------------------------------------------------------------------------------

    def _target_token(
        self, request: EmulatedRequest, version: Version, body: dict[str, Any], path_token: str | None
    ) -> str | None:
        if path_token is not None:
            return path_token
        if version[0] < BODY_TARGET:
            return request.query.get("tokenId")
        token = body.get("tokenId")
        if token is not None and not isinstance(token, str):
            raise Refusal(400)
        return token

    def _authenticate(self, call: _Call) -> None:
        """Refuse a caller without a live session, unless the target may be the only credential."""
        if call.caller.session is not None:
            return
        if call.action == "validate" and (call.version[0] == 1 or not self.profile.target_alone):
            return
        target_alone = self.profile.target_alone and call.action in ("validate", "getsessioninfo")
        if not target_alone or call.target_token is None or call.caller.token is not None:
            raise Refusal(401, "Access Denied")
        if call.action == "getsessioninfo" and call.target is None:
            raise Refusal(401, "Access Denied")

    def _authorize(self, call: _Call) -> None:
        """Refuse users who are not administrators and act on the sessions of others."""
        caller = call.caller.session
        if caller is None or caller.user.admin or call.action == "validate":
            return
        if call.action == "logout" and self.profile.logout_by_anyone:
            return
        if call.action in self.profile.admin_actions or call.action not in self.profile.actions:
            raise Refusal(403)
        if call.action == "logoutbyuser":
            if not self.profile.own_logout_by_user or call.body.get("username") != caller.user.uid:
                raise Refusal(403)
            return
        owned = call.caller.owned if call.target_token is None else call.target
        if owned is None or owned.user != caller.user:
            raise Refusal(403)

    # --- the actions -----------------------------------------------------------------------------------------------

    def _actions(self) -> Mapping[str, Callable[[_Call], dict[str, Any]]]:
        return {
            "validate": self._validate,
            "refresh": self._refresh,
            "getsessioninfo": self._info,
            "getsessioninfoandresetidletime": self._info_and_reset,
            "logout": self._logout,
            "getsessionproperties": self._properties,
            "updatesessionproperties": self._update_properties,
            "logoutbyhandle": self._logout_by_handle,
            "logoutbyuser": self._logout_by_user,
        }

    def _validate(self, call: _Call) -> dict[str, Any]:
        session = call.target
        if session is None:
            return {"valid": False}
        if not self.profile.rich_info or call.request.query.get("refresh") != "false":
            session.touch(self.clock.time())
        audit = {"sessionUid": session.context_id} if self.profile.rich_info else {}
        return {"valid": True, **audit, "uid": session.user.uid, "realm": session.user.realm}

    def _refresh(self, call: _Call) -> dict[str, Any]:
        session = call.target
        if session is None:
            return {"valid": False}
        now = self.clock.time()
        session.touch(now)
        return {
            "uid": session.user.uid,
            "realm": session.user.realm,
            "idletime": int(now - session.latest_access),
            "maxidletime": session.max_idle,
            "maxsessiontime": session.max_session,
            "maxtime": int(session.expires - now),
        }

    def _info(self, call: _Call) -> dict[str, Any]:
        session = call.target
        if session is None:
            return {"valid": False}
        if self.profile.rich_info:
            return {**_described(session), "properties": {"AMCtxId": session.context_id}}
        return {**_described(session), "sessionHandle": session.handle}

    def _info_and_reset(self, call: _Call) -> dict[str, Any]:
        if call.target is not None:
            call.target.touch(self.clock.time())
        return self._info(call)

    def _logout(self, call: _Call) -> dict[str, Any]:
        if call.target is None:
            return {"result": "Token has expired"}
        self.state.end(call.target)
        return {"result": "Successfully logged out"}

    def _properties(self, call: _Call) -> dict[str, Any]:
        if call.target is None:
            raise Refusal(400)
        return {name: call.target.properties.get(name, "") for name in self.properties}

    def _update_properties(self, call: _Call) -> dict[str, Any]:
        values = dict(call.body)
        if call.version[0] >= BODY_TARGET:
            values.pop("tokenId", None)
        if call.target is None or not values or not all(isinstance(value, str) for value in values.values()):
            raise Refusal(400)
        allowed = set(self.properties)
        if not (values.keys() <= allowed if self.profile.partial_updates else values.keys() == allowed):
            raise Refusal(403)
        call.target.properties.update(values)
        return self._properties(call)

    def _logout_by_handle(self, call: _Call) -> dict[str, Any]:
        handles = call.body.get("sessionHandles")
        if "sessionHandles" not in call.body:
            raise Refusal(400, 'The "sessionHandles" field is not defined in the request')
        if not is_list(handles) or not all(isinstance(each, str) for each in handles):
            raise self._odd('The "sessionHandles" field must be an array of strings')
        result: dict[str, bool] = {}
        for handle in handles:
            session = self.state.by_handle(handle)
            if session is not None:
                self.state.end(session)
            result[handle] = session is not None or self.profile.unknown_handle
        return {"result": result}

    def _logout_by_user(self, call: _Call) -> dict[str, Any]:
        username = call.body.get("username")
        if not isinstance(username, str) or not username:
            raise Refusal(400)
        for session in self.state.all_live():
            if session.user.uid == username and session.user.realm == call.realm:
                self.state.end(session)
        return {"result": True}

    def _listed(self, session: EmulatedSession) -> dict[str, Any]:
        resource = {**_described(session), "sessionHandle": session.handle}
        if self.profile.query_milliseconds:
            resource["latestAccessTime"] = iso_time(session.latest_access, milliseconds=True)
        return {"_rev": revision(resource), **resource}


def _described(session: EmulatedSession) -> dict[str, Any]:
    return {
        "username": session.user.uid,
        "universalId": session.user.universal_id,
        "realm": session.user.realm,
        "latestAccessTime": iso_time(session.latest_access),
        "maxIdleExpirationTime": iso_time(session.idle_expires),
        "maxSessionExpirationTime": iso_time(session.expires),
    }
