import CAssets

/// The files baked into the program, copied out of the C tables at each call.
public enum AssetTable {
    /// The engine's migrations.
    public static var engine: [Asset] { unsafe assets(in: genkan_engine_assets()) }
    /// The account tables' migrations.
    public static var onboarding: [Asset] { unsafe assets(in: genkan_onboarding_assets()) }
    /// The workflow definitions and the texts of their mails.
    public static var workflows: [Asset] { unsafe assets(in: genkan_workflow_assets()) }
    /// The pages' templates, stylesheet and script.
    public static var web: [Asset] { unsafe assets(in: genkan_web_assets()) }

    private static func assets(in table: UnsafePointer<genkan_asset>?) -> [Asset] {
        guard let table = unsafe table else { return [] }
        var assets: [Asset] = []
        while let path = unsafe table[assets.count].path {
            let entry = unsafe table[assets.count]
            let bytes = unsafe Array(UnsafeBufferPointer(start: entry.bytes, count: entry.count))
            assets.append(Asset(path: unsafe String(cString: path), bytes: bytes))
        }
        return assets
    }
}
