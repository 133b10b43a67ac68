from enum import StrEnum


class SessionAuthenticationMethod(StrEnum):
    FPT = "fpt"
    GEO = "geo"
    HWK = "hwk"
    KBA = "kba"
    MCA = "mca"
    MFA = "mfa"
    OTP = "otp"
    PWD = "pwd"
    SC = "sc"
    SMS = "sms"
    SWK = "swk"
    TEL = "tel"

    def __str__(self) -> str:
        return str(self.value)


SESSION_AUTHENTICATION_METHOD_BY_VALUE = {member.value: member for member in SessionAuthenticationMethod}
