// Workflows, texts and mail templates, baked into the program. A new file needs two things here, both in the order of
// the files' paths: an array with its `#embed` (paths are relative to this file), and a GENKAN_ASSET line in the table.
#include "CAssets.h"

static const unsigned char account_request_yaml[] = {
#embed "../../Workflows/account-request.yaml"
};
static const unsigned char agreement_yaml[] = {
#embed "../../Workflows/agreement.yaml"
};
static const unsigned char account_request_account_activated_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.en.html.mustache"
};
static const unsigned char account_request_account_activated_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.en.txt.mustache"
};
static const unsigned char account_request_account_activated_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.ja.html.mustache"
};
static const unsigned char account_request_account_activated_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/account-activated.ja.txt.mustache"
};
static const unsigned char account_request_activate_account_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.en.html.mustache"
};
static const unsigned char account_request_activate_account_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.en.txt.mustache"
};
static const unsigned char account_request_activate_account_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.ja.html.mustache"
};
static const unsigned char account_request_activate_account_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activate-account.ja.txt.mustache"
};
static const unsigned char account_request_activation_reminder_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.en.html.mustache"
};
static const unsigned char account_request_activation_reminder_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.en.txt.mustache"
};
static const unsigned char account_request_activation_reminder_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.ja.html.mustache"
};
static const unsigned char account_request_activation_reminder_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/activation-reminder.ja.txt.mustache"
};
static const unsigned char account_request_box_html_mustache[] = {
#embed "../../Workflows/texts/account-request/box.html.mustache"
};
static const unsigned char account_request_box_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/box.txt.mustache"
};
static const unsigned char account_request_en_yaml[] = {
#embed "../../Workflows/texts/account-request/en.yaml"
};
static const unsigned char account_request_ja_yaml[] = {
#embed "../../Workflows/texts/account-request/ja.yaml"
};
static const unsigned char account_request_request_expired_en_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.en.html.mustache"
};
static const unsigned char account_request_request_expired_en_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.en.txt.mustache"
};
static const unsigned char account_request_request_expired_ja_html_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.ja.html.mustache"
};
static const unsigned char account_request_request_expired_ja_txt_mustache[] = {
#embed "../../Workflows/texts/account-request/request-expired.ja.txt.mustache"
};
static const unsigned char agreement_agreement_pending_en_html_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.en.html.mustache"
};
static const unsigned char agreement_agreement_pending_en_txt_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.en.txt.mustache"
};
static const unsigned char agreement_agreement_pending_ja_html_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.ja.html.mustache"
};
static const unsigned char agreement_agreement_pending_ja_txt_mustache[] = {
#embed "../../Workflows/texts/agreement/agreement-pending.ja.txt.mustache"
};
static const unsigned char agreement_en_yaml[] = {
#embed "../../Workflows/texts/agreement/en.yaml"
};
static const unsigned char agreement_ja_yaml[] = {
#embed "../../Workflows/texts/agreement/ja.yaml"
};
static const unsigned char common_api_en_yaml[] = {
#embed "../../Workflows/texts/common/api.en.yaml"
};
static const unsigned char common_api_ja_yaml[] = {
#embed "../../Workflows/texts/common/api.ja.yaml"
};
static const unsigned char common_document_html_mustache[] = {
#embed "../../Workflows/texts/common/document.html.mustache"
};
static const unsigned char common_en_yaml[] = {
#embed "../../Workflows/texts/common/en.yaml"
};
static const unsigned char common_identifiers_en_yaml[] = {
#embed "../../Workflows/texts/common/identifiers.en.yaml"
};
static const unsigned char common_identifiers_ja_yaml[] = {
#embed "../../Workflows/texts/common/identifiers.ja.yaml"
};
static const unsigned char common_ja_yaml[] = {
#embed "../../Workflows/texts/common/ja.yaml"
};
static const unsigned char common_letter_html_mustache[] = {
#embed "../../Workflows/texts/common/letter.html.mustache"
};
static const unsigned char common_letter_txt_mustache[] = {
#embed "../../Workflows/texts/common/letter.txt.mustache"
};
static const unsigned char common_mail_en_yaml[] = {
#embed "../../Workflows/texts/common/mail.en.yaml"
};
static const unsigned char common_mail_ja_yaml[] = {
#embed "../../Workflows/texts/common/mail.ja.yaml"
};
static const unsigned char common_pages_en_yaml[] = {
#embed "../../Workflows/texts/common/pages.en.yaml"
};
static const unsigned char common_pages_ja_yaml[] = {
#embed "../../Workflows/texts/common/pages.ja.yaml"
};
static const unsigned char common_sign_in_code_en_html_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.en.html.mustache"
};
static const unsigned char common_sign_in_code_en_txt_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.en.txt.mustache"
};
static const unsigned char common_sign_in_code_ja_html_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.ja.html.mustache"
};
static const unsigned char common_sign_in_code_ja_txt_mustache[] = {
#embed "../../Workflows/texts/common/sign-in-code.ja.txt.mustache"
};
static const unsigned char topics_yaml[] = {
#embed "../../Workflows/topics.yaml"
};

static const genkan_asset table[] = {
    GENKAN_ASSET("Workflows/account-request.yaml", account_request_yaml),
    GENKAN_ASSET("Workflows/agreement.yaml", agreement_yaml),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.en.html.mustache", account_request_account_activated_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.en.txt.mustache", account_request_account_activated_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.ja.html.mustache", account_request_account_activated_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/account-activated.ja.txt.mustache", account_request_account_activated_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.en.html.mustache", account_request_activate_account_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.en.txt.mustache", account_request_activate_account_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.ja.html.mustache", account_request_activate_account_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activate-account.ja.txt.mustache", account_request_activate_account_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.en.html.mustache", account_request_activation_reminder_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.en.txt.mustache", account_request_activation_reminder_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.ja.html.mustache", account_request_activation_reminder_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/activation-reminder.ja.txt.mustache", account_request_activation_reminder_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/box.html.mustache", account_request_box_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/box.txt.mustache", account_request_box_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/en.yaml", account_request_en_yaml),
    GENKAN_ASSET("Workflows/texts/account-request/ja.yaml", account_request_ja_yaml),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.en.html.mustache", account_request_request_expired_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.en.txt.mustache", account_request_request_expired_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.ja.html.mustache", account_request_request_expired_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/account-request/request-expired.ja.txt.mustache", account_request_request_expired_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.en.html.mustache", agreement_agreement_pending_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.en.txt.mustache", agreement_agreement_pending_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.ja.html.mustache", agreement_agreement_pending_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/agreement-pending.ja.txt.mustache", agreement_agreement_pending_ja_txt_mustache),
    GENKAN_ASSET("Workflows/texts/agreement/en.yaml", agreement_en_yaml),
    GENKAN_ASSET("Workflows/texts/agreement/ja.yaml", agreement_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/api.en.yaml", common_api_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/api.ja.yaml", common_api_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/document.html.mustache", common_document_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/en.yaml", common_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/identifiers.en.yaml", common_identifiers_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/identifiers.ja.yaml", common_identifiers_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/ja.yaml", common_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/letter.html.mustache", common_letter_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/letter.txt.mustache", common_letter_txt_mustache),
    GENKAN_ASSET("Workflows/texts/common/mail.en.yaml", common_mail_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/mail.ja.yaml", common_mail_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/pages.en.yaml", common_pages_en_yaml),
    GENKAN_ASSET("Workflows/texts/common/pages.ja.yaml", common_pages_ja_yaml),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.en.html.mustache", common_sign_in_code_en_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.en.txt.mustache", common_sign_in_code_en_txt_mustache),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.ja.html.mustache", common_sign_in_code_ja_html_mustache),
    GENKAN_ASSET("Workflows/texts/common/sign-in-code.ja.txt.mustache", common_sign_in_code_ja_txt_mustache),
    GENKAN_ASSET("Workflows/topics.yaml", topics_yaml),
    {NULL, NULL, 0},
};

const genkan_asset *genkan_workflow_assets(void) { return table; }
