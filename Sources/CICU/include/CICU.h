#ifndef GENKAN_CICU_H
#define GENKAN_CICU_H
#include <stdint.h>

// What Genkan asks of ICU, without a header of ICU: Foundation carries another version of the same enums, and a file that
// sees both does not compile. Texts are UTF-8 without an ending zero; nothing is kept between calls, so that any thread
// may call. Each function returns the length of what it wrote, or -1 if it cannot answer or `capacity` is too small.

/// UTS 46, non-transitional, with STD3 rules, to A-labels; `errors` is zero for a valid name.
int32_t genkan_icu_domain_to_ascii(
    const char *name, int32_t length, char *out, int32_t capacity, uint32_t *errors);

/// UTS 46, non-transitional, with STD3 rules, to U-labels; `errors` is zero for a valid name.
int32_t genkan_icu_domain_to_unicode(
    const char *name, int32_t length, char *out, int32_t capacity, uint32_t *errors);

/// UTS 39: equal for texts that look alike.
int32_t genkan_icu_skeleton(const char *text, int32_t length, char *out, int32_t capacity);

/// UTS 39: 1 ASCII, 2 one script, 3 highly, 4 moderately, 5 minimally restrictive, 6 unrestrictive; -1 on failure.
int32_t genkan_icu_restriction_level(const char *text, int32_t length);

#endif
