import Storage

/// Addresses without a mailbox, as far as their mail servers said.
enum RefusedAddressTable {
    static let add = Statement(
        "refused-address.add",
        """
        insert into refused_address (person_key, refused_at, reply) values ($1, $2, $3) \
        on conflict (person_key) do nothing
        """)
    static let remove = Statement("refused-address.remove", "delete from refused_address where person_key = $1")
    static let all = [add, remove]
}
