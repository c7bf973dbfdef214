#ifndef GENKAN_CASSETS_H
#define GENKAN_CASSETS_H
#include <stddef.h>

/// One file of the repository, baked into the binary by `#embed`. `path` is relative to the repository's top.
typedef struct {
    const char *path;
    const unsigned char *bytes;
    size_t count;
} genkan_asset;

/// A row of a table: a file's path and the array that holds its bytes.
#define GENKAN_ASSET(path, array) {path, array, sizeof array}

/// Each table ends with an entry whose `path` is NULL.
const genkan_asset *genkan_engine_assets(void);
const genkan_asset *genkan_onboarding_assets(void);
const genkan_asset *genkan_workflow_assets(void);
const genkan_asset *genkan_web_assets(void);

#endif
