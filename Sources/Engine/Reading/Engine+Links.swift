import Statecharts
import Storage

/// Links of mails.
extension Engine {
    /// What the link of a mail opens; absent for a secret that was never given out.
    ///
    /// Changes nothing.
    public func link(_ secret: String, viewer: Caller?) async throws(EngineError) -> LinkView? {
        try await looking { tx in
            guard let link = try LinkTable.find(secretHash: LinkSecret(text: secret).hash, in: tx),
                let row = try InstanceTable.row(link.instance, catalog: self.parts.catalog, in: tx)
            else { return nil }
            let work = try Work(self.parts, row: row, seed: [], now: self.time.now, in: tx)
            var view = LinkView(link, work: work, viewer: viewer)
            if view.isViewers, view.ended != nil, let viewer, let revision = link.endedRevision,
                let entry = try HistoryTable.rows(of: row.id, in: tx).first(where: { $0.revision == revision })
            {
                let item = try HistoryItem(entry, viewing: Viewing(work: work, caller: viewer))
                (view.endedByRole, view.endedBy) = (item.role, item.who)
            }
            return view
        }
    }

    /// The address that a link is bound to, in full, so that a sign-in code can be mailed there; for nobody's eyes.
    ///
    /// Absent for a secret that was never given out. Changes nothing.
    public func address(ofLink secret: String) async throws(EngineError) -> String? {
        try await looking { tx in
            try LinkTable.find(secretHash: LinkSecret(text: secret).hash, in: tx)?.target
        }
    }

    /// Mails a fresh link to the address of one that died while its turn stands (`trust.md` U-15).
    ///
    /// It is the resend of the definition, with its limits, recorded as the product's own: whoever holds a link is
    /// nobody known.
    /// - Throws: ``EngineError``, as the definition refuses a resend; ``EngineError/Code/linkEnded`` where none is.
    public func mailAnew(_ secret: String) async throws(EngineError) {
        let instance = try await looking { tx in
            try LinkTable.find(secretHash: LinkSecret(text: secret).hash, in: tx)?.instance
        }
        guard let instance else { throw Self.absent }
        _ = try await send(Command(.mailAnew(instance), caller: .system, linkSecret: secret))
    }
}

extension LinkView {
    fileprivate init(_ link: LinkRow, work: Work, viewer: Caller?) {
        let bound = link.target ?? ""
        let isViewers = viewer?.person?.isSame(as: PersonReference(email: bound)) == true
        let node = work.definition.state(link.stayState)
        let turnStands = work.row.stays[link.stayState] == link.stayRevision
        let leaf = work.snapshot.configuration.leaves(in: work.definition).first
        var ended = link.ended
        if ended == nil, !link.isLive(at: work.now) || !turnStands { ended = turnStands ? "expired" : "closed" }
        self.init(
            instance: work.row.id, reference: Reference.text(of: work.row.id), workflow: work.definition.workflow,
            title: work.definition.title, state: link.stayState, stateTitle: node?.title, role: link.role,
            boundEmail: isViewers ? bound : Masking.email(bound), isViewers: isViewers, expiresAt: link.expiresAt,
            ended: ended, endedAt: ended == nil ? nil : link.endedAt ?? link.expiresAt,
            endedByRole: nil, endedBy: nil, handsOn: turnStands ? work.handsOn(link)?.name : nil,
            canBeMailedAnew: turnStands && work.mailsAnew(link) != nil, currentTitle: isViewers ? leaf?.title : nil,
            turnStands: turnStands)
    }
}

extension Work {
    /// The event by which the holder of the link's role can put somebody else there now.
    func handsOn(_ link: LinkRow) -> EventNode? {
        offered(from: link) { event in
            guard case .roles(let roles, condition: _, error: _) = event.by, roles.contains(link.role) else {
                return false
            }
            return definition.namesAnother(event, as: link.role)
        }
    }

    /// The event that mails the link's task anew, without anything to fill in.
    func mailsAnew(_ link: LinkRow) -> EventNode? {
        offered(from: link) { $0.form == nil && definition.sendsAgain($0, to: link.role) }
    }

    /// The first such event of the link's state, then of those around it, that is offered now.
    private func offered(from link: LinkRow, _ isMeant: (EventNode) -> Bool) -> EventNode? {
        var index = definition.state(link.stayState)?.index
        while let current = index {
            let node = definition.states[current]
            let found = node.on.first { isMeant($0) && $0.isOffered(in: scope(caller: nil)) }
            if let found { return found }
            index = node.parent
        }
        return nil
    }
}
