/// A workflow whose every press is a transition that keeps the sender's mark, for tests under load.
public enum MarkedCounter {
    /// The file `counter.yaml`.
    public static let definition = """
        workflow: counter
        version: 1
        title: { en: Counter, ja: カウンター }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          mark: { type: text, max: 60, personal: false }
          count: { type: integer, min: 0, max: 100000, default: 0 }
        start:
          begin: { by: signedIn, form: [mark], set: [mark, { owner: caller.person }], to: counting }
        states:
          counting:
            title: { en: Counting, ja: 計数中 }
            standing: [stop]
            on:
              add: { by: owner, form: [mark], set: [mark, { count: context.count + 1 }] }
              stop: { by: owner, to: stopped }
          stopped: { title: { en: Stopped, ja: 停止 }, final: true }
        """
}
