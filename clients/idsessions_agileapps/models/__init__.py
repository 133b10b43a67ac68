"""Contains all the data models used in inputs/outputs"""

from .customer_support_credentials import CustomerSupportCredentials
from .customer_support_login_request import CustomerSupportLoginRequest
from .error_response import ErrorResponse
from .login import Login
from .login_credentials import LoginCredentials
from .login_request import LoginRequest
from .login_response import LoginResponse
from .logout_response import LogoutResponse
from .message import Message
from .proxy_login_credentials import ProxyLoginCredentials
from .proxy_login_request import ProxyLoginRequest
from .reference import Reference
from .session_validity import SessionValidity
from .session_validity_response import SessionValidityResponse
from .user import User
from .user_info_response import UserInfoResponse

__all__ = (
    "CustomerSupportCredentials",
    "CustomerSupportLoginRequest",
    "ErrorResponse",
    "Login",
    "LoginCredentials",
    "LoginRequest",
    "LoginResponse",
    "LogoutResponse",
    "Message",
    "ProxyLoginCredentials",
    "ProxyLoginRequest",
    "Reference",
    "SessionValidity",
    "SessionValidityResponse",
    "User",
    "UserInfoResponse",
)
