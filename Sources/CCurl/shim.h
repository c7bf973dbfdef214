#include <curl/curl.h>

/* Swift sees neither functions of variable arguments nor macros with an expression in them. */
static inline CURLcode genkan_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
static inline CURLcode genkan_curl_set_string(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}
static inline CURLcode genkan_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}
static inline CURLcode genkan_curl_set_list(CURL *curl, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(curl, option, list);
}
static inline CURLcode genkan_curl_set_error_text(CURL *curl, char *text) {
    return curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
}
static inline CURLcode genkan_curl_set_read(CURL *curl, curl_read_callback read, void *context) {
    CURLcode code = curl_easy_setopt(curl, CURLOPT_READFUNCTION, read);
    return code ? code : curl_easy_setopt(curl, CURLOPT_READDATA, context);
}
static inline CURLcode genkan_curl_set_debug(CURL *curl, curl_debug_callback hear, void *context) {
    CURLcode code = curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear);
    return code ? code : curl_easy_setopt(curl, CURLOPT_DEBUGDATA, context);
}
static inline CURLcode genkan_curl_set_progress(CURL *curl, curl_xferinfo_callback ask, void *context) {
    CURLcode code = curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask);
    return code ? code : curl_easy_setopt(curl, CURLOPT_XFERINFODATA, context);
}
static inline CURLcode genkan_curl_get_long(CURL *curl, CURLINFO info, long *value) {
    return curl_easy_getinfo(curl, info, value);
}
