// The pages' templates and their style sheet, baked into the program. A new file needs two things here, both in the order
// of the files' paths: an array with its `#embed` (paths are relative to this file), and a GENKAN_ASSET line in the table.
#include "CAssets.h"

static const unsigned char genkan_css[] = {
#embed "../../Sources/Web/Assets/genkan.css"
};
static const unsigned char account_mustache[] = {
#embed "../../Sources/Web/Templates/account.mustache"
};
static const unsigned char evidence_mustache[] = {
#embed "../../Sources/Web/Templates/evidence.mustache"
};
static const unsigned char field_mustache[] = {
#embed "../../Sources/Web/Templates/field.mustache"
};
static const unsigned char form_mustache[] = {
#embed "../../Sources/Web/Templates/form.mustache"
};
static const unsigned char home_mustache[] = {
#embed "../../Sources/Web/Templates/home.mustache"
};
static const unsigned char instance_mustache[] = {
#embed "../../Sources/Web/Templates/instance.mustache"
};
static const unsigned char layout_mustache[] = {
#embed "../../Sources/Web/Templates/layout.mustache"
};
static const unsigned char link_other_mustache[] = {
#embed "../../Sources/Web/Templates/link-other.mustache"
};
static const unsigned char link_mustache[] = {
#embed "../../Sources/Web/Templates/link.mustache"
};
static const unsigned char mailbox_message_mustache[] = {
#embed "../../Sources/Web/Templates/mailbox-message.mustache"
};
static const unsigned char mailbox_mustache[] = {
#embed "../../Sources/Web/Templates/mailbox.mustache"
};
static const unsigned char message_mustache[] = {
#embed "../../Sources/Web/Templates/message.mustache"
};
static const unsigned char next_steps_mustache[] = {
#embed "../../Sources/Web/Templates/next-steps.mustache"
};
static const unsigned char offer_mustache[] = {
#embed "../../Sources/Web/Templates/offer.mustache"
};
static const unsigned char profile_mustache[] = {
#embed "../../Sources/Web/Templates/profile.mustache"
};
static const unsigned char requests_mustache[] = {
#embed "../../Sources/Web/Templates/requests.mustache"
};
static const unsigned char sign_in_code_mustache[] = {
#embed "../../Sources/Web/Templates/sign-in-code.mustache"
};
static const unsigned char sign_in_mustache[] = {
#embed "../../Sources/Web/Templates/sign-in.mustache"
};
static const unsigned char summary_mustache[] = {
#embed "../../Sources/Web/Templates/summary.mustache"
};
static const unsigned char tasks_mustache[] = {
#embed "../../Sources/Web/Templates/tasks.mustache"
};
static const unsigned char turn_mustache[] = {
#embed "../../Sources/Web/Templates/turn.mustache"
};

static const genkan_asset table[] = {
    GENKAN_ASSET("Sources/Web/Assets/genkan.css", genkan_css),
    GENKAN_ASSET("Sources/Web/Templates/account.mustache", account_mustache),
    GENKAN_ASSET("Sources/Web/Templates/evidence.mustache", evidence_mustache),
    GENKAN_ASSET("Sources/Web/Templates/field.mustache", field_mustache),
    GENKAN_ASSET("Sources/Web/Templates/form.mustache", form_mustache),
    GENKAN_ASSET("Sources/Web/Templates/home.mustache", home_mustache),
    GENKAN_ASSET("Sources/Web/Templates/instance.mustache", instance_mustache),
    GENKAN_ASSET("Sources/Web/Templates/layout.mustache", layout_mustache),
    GENKAN_ASSET("Sources/Web/Templates/link-other.mustache", link_other_mustache),
    GENKAN_ASSET("Sources/Web/Templates/link.mustache", link_mustache),
    GENKAN_ASSET("Sources/Web/Templates/mailbox-message.mustache", mailbox_message_mustache),
    GENKAN_ASSET("Sources/Web/Templates/mailbox.mustache", mailbox_mustache),
    GENKAN_ASSET("Sources/Web/Templates/message.mustache", message_mustache),
    GENKAN_ASSET("Sources/Web/Templates/next-steps.mustache", next_steps_mustache),
    GENKAN_ASSET("Sources/Web/Templates/offer.mustache", offer_mustache),
    GENKAN_ASSET("Sources/Web/Templates/profile.mustache", profile_mustache),
    GENKAN_ASSET("Sources/Web/Templates/requests.mustache", requests_mustache),
    GENKAN_ASSET("Sources/Web/Templates/sign-in-code.mustache", sign_in_code_mustache),
    GENKAN_ASSET("Sources/Web/Templates/sign-in.mustache", sign_in_mustache),
    GENKAN_ASSET("Sources/Web/Templates/summary.mustache", summary_mustache),
    GENKAN_ASSET("Sources/Web/Templates/tasks.mustache", tasks_mustache),
    GENKAN_ASSET("Sources/Web/Templates/turn.mustache", turn_mustache),
    {NULL, NULL, 0},
};

const genkan_asset *genkan_web_assets(void) { return table; }
