from enum import StrEnum


class SessionIdentityProviderType(StrEnum):
    ACTIVE_DIRECTORY = "ACTIVE_DIRECTORY"
    FEDERATION = "FEDERATION"
    LDAP = "LDAP"
    OKTA = "OKTA"
    SOCIAL = "SOCIAL"

    def __str__(self) -> str:
        return str(self.value)


SESSION_IDENTITY_PROVIDER_TYPE_BY_VALUE = {member.value: member for member in SessionIdentityProviderType}
