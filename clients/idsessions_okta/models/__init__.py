"""Contains all the data models used in inputs/outputs"""

from .access_token_request import AccessTokenRequest
from .access_token_response import AccessTokenResponse
from .access_token_type import AccessTokenType
from .authentication_context import AuthenticationContext
from .authentication_embedded import AuthenticationEmbedded
from .authentication_factor import AuthenticationFactor
from .authentication_factor_embedded import AuthenticationFactorEmbedded
from .authentication_factor_links import AuthenticationFactorLinks
from .authentication_factor_profile import AuthenticationFactorProfile
from .authentication_links import AuthenticationLinks
from .authentication_options import AuthenticationOptions
from .authentication_policy import AuthenticationPolicy
from .authentication_request import AuthenticationRequest
from .authentication_status import AuthenticationStatus
from .authentication_transaction import AuthenticationTransaction
from .authentication_user import AuthenticationUser
from .authentication_user_profile import AuthenticationUserProfile
from .create_session_request import CreateSessionRequest
from .error import Error
from .error_cause import ErrorCause
from .factor_activation import FactorActivation
from .factor_result import FactorResult
from .keep_current import KeepCurrent
from .link import Link
from .link_hints import LinkHints
from .o_auth_error import OAuthError
from .password_age import PasswordAge
from .password_complexity import PasswordComplexity
from .password_expiration import PasswordExpiration
from .recovery_question import RecoveryQuestion
from .session import Session
from .session_authentication_method import SessionAuthenticationMethod
from .session_identity_provider import SessionIdentityProvider
from .session_identity_provider_type import SessionIdentityProviderType
from .session_links import SessionLinks
from .session_status import SessionStatus

__all__ = (
    "AccessTokenRequest",
    "AccessTokenResponse",
    "AccessTokenType",
    "AuthenticationContext",
    "AuthenticationEmbedded",
    "AuthenticationFactor",
    "AuthenticationFactorEmbedded",
    "AuthenticationFactorLinks",
    "AuthenticationFactorProfile",
    "AuthenticationLinks",
    "AuthenticationOptions",
    "AuthenticationPolicy",
    "AuthenticationRequest",
    "AuthenticationStatus",
    "AuthenticationTransaction",
    "AuthenticationUser",
    "AuthenticationUserProfile",
    "CreateSessionRequest",
    "Error",
    "ErrorCause",
    "FactorActivation",
    "FactorResult",
    "KeepCurrent",
    "Link",
    "LinkHints",
    "OAuthError",
    "PasswordAge",
    "PasswordComplexity",
    "PasswordExpiration",
    "RecoveryQuestion",
    "Session",
    "SessionAuthenticationMethod",
    "SessionIdentityProvider",
    "SessionIdentityProviderType",
    "SessionLinks",
    "SessionStatus",
)
