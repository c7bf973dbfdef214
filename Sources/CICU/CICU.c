// Calls of ICU; what each does is told in the header.
#include "CICU.h"
#include <unicode/uidna.h>
#include <unicode/uspoof.h>

static const uint32_t options = UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                                UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_USE_STD3_RULES;

int32_t genkan_icu_domain_to_ascii(
    const char *name, int32_t length, char *out, int32_t capacity, uint32_t *errors) {
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna = uidna_openUTS46(options, &status);
    int32_t count = uidna_nameToASCII_UTF8(idna, name, length, out, capacity, &info, &status);
    uidna_close(idna);
    *errors = info.errors;
    return U_SUCCESS(status) && count <= capacity ? count : -1;
}

int32_t genkan_icu_domain_to_unicode(
    const char *name, int32_t length, char *out, int32_t capacity, uint32_t *errors) {
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna = uidna_openUTS46(options, &status);
    int32_t count = uidna_nameToUnicodeUTF8(idna, name, length, out, capacity, &info, &status);
    uidna_close(idna);
    *errors = info.errors;
    return U_SUCCESS(status) && count <= capacity ? count : -1;
}

int32_t genkan_icu_skeleton(const char *text, int32_t length, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    int32_t count = uspoof_getSkeletonUTF8(checker, 0, text, length, out, capacity, &status);
    uspoof_close(checker);
    return U_SUCCESS(status) && count <= capacity ? count : -1;
}

int32_t genkan_icu_restriction_level(const char *text, int32_t length) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    USpoofCheckResult *result = uspoof_openCheckResult(&status);
    uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL | USPOOF_AUX_INFO, &status);
    uspoof_check2UTF8(checker, text, length, result, &status);
    URestrictionLevel level = uspoof_getCheckResultRestrictionLevel(result, &status);
    uspoof_closeCheckResult(result);
    uspoof_close(checker);
    return U_SUCCESS(status) ? (int32_t)((uint32_t)level >> 28) : -1;
}
