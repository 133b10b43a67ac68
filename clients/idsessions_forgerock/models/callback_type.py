from enum import StrEnum


class CallbackType(StrEnum):
    BOOLEANATTRIBUTEINPUTCALLBACK = "BooleanAttributeInputCallback"
    CHOICECALLBACK = "ChoiceCallback"
    CONFIRMATIONCALLBACK = "ConfirmationCallback"
    CONSENTMAPPINGCALLBACK = "ConsentMappingCallback"
    DEVICEPROFILECALLBACK = "DeviceProfileCallback"
    HIDDENVALUECALLBACK = "HiddenValueCallback"
    HTTPCALLBACK = "HttpCallback"
    KBACREATECALLBACK = "KbaCreateCallback"
    LANGUAGECALLBACK = "LanguageCallback"
    METADATACALLBACK = "MetadataCallback"
    NAMECALLBACK = "NameCallback"
    NUMBERATTRIBUTEINPUTCALLBACK = "NumberAttributeInputCallback"
    PASSWORDCALLBACK = "PasswordCallback"
    PINGONEPROTECTEVALUATIONCALLBACK = "PingOneProtectEvaluationCallback"
    PINGONEPROTECTINITIALIZECALLBACK = "PingOneProtectInitializeCallback"
    POLLINGWAITCALLBACK = "PollingWaitCallback"
    RECAPTCHACALLBACK = "ReCaptchaCallback"
    REDIRECTCALLBACK = "RedirectCallback"
    SCRIPTTEXTOUTPUTCALLBACK = "ScriptTextOutputCallback"
    SELECTIDPCALLBACK = "SelectIdPCallback"
    STRINGATTRIBUTEINPUTCALLBACK = "StringAttributeInputCallback"
    SUSPENDEDTEXTOUTPUTCALLBACK = "SuspendedTextOutputCallback"
    TERMSANDCONDITIONSCALLBACK = "TermsAndConditionsCallback"
    TEXTINPUTCALLBACK = "TextInputCallback"
    TEXTOUTPUTCALLBACK = "TextOutputCallback"
    VALIDATEDCREATEPASSWORDCALLBACK = "ValidatedCreatePasswordCallback"
    VALIDATEDCREATEUSERNAMECALLBACK = "ValidatedCreateUsernameCallback"
    X509CERTIFICATECALLBACK = "X509CertificateCallback"

    def __str__(self) -> str:
        return str(self.value)


CALLBACK_TYPE_BY_VALUE = {member.value: member for member in CallbackType}
