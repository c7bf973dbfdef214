#include "CAssets.h"

static const genkan_asset table[] = {
    {NULL, NULL, 0},
};

const genkan_asset *genkan_onboarding_assets(void) { return table; }
