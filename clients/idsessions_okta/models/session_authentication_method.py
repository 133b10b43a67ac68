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
