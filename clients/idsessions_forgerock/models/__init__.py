"""Contains all the data models used in inputs/outputs"""

from .access_token_request import AccessTokenRequest
from .access_token_response import AccessTokenResponse
from .auth_index_type import AuthIndexType
from .authentication_step import AuthenticationStep
from .callback import Callback
from .callback_input import CallbackInput
from .callback_output import CallbackOutput
from .callback_type import CallbackType
from .crest_error import CrestError
from .error_cause import ErrorCause
from .handle_results import HandleResults
from .listed_session import ListedSession
from .logout_by_handle_result import LogoutByHandleResult
from .logout_by_user_request import LogoutByUserRequest
from .logout_by_user_result import LogoutByUserResult
from .logout_result import LogoutResult
from .o_auth_error import OAuthError
from .refreshed_session import RefreshedSession
from .server_info import ServerInfo
from .session_handles import SessionHandles
from .session_info import SessionInfo
from .session_list import SessionList
from .session_properties import SessionProperties
from .session_properties_update import SessionPropertiesUpdate
from .session_target import SessionTarget
from .validated_session import ValidatedSession
from .zero_page_login import ZeroPageLogin

__all__ = (
    "AccessTokenRequest",
    "AccessTokenResponse",
    "AuthenticationStep",
    "AuthIndexType",
    "Callback",
    "CallbackInput",
    "CallbackOutput",
    "CallbackType",
    "CrestError",
    "ErrorCause",
    "HandleResults",
    "ListedSession",
    "LogoutByHandleResult",
    "LogoutByUserRequest",
    "LogoutByUserResult",
    "LogoutResult",
    "OAuthError",
    "RefreshedSession",
    "ServerInfo",
    "SessionHandles",
    "SessionInfo",
    "SessionList",
    "SessionProperties",
    "SessionPropertiesUpdate",
    "SessionTarget",
    "ValidatedSession",
    "ZeroPageLogin",
)
