internal import HoldfastCore

extension Run {
    /// The run's state of this key as its committed steps left it, or nil where there is none.
    ///
    /// Not a step: read it where the same steps have been committed before in every execution.
    public func state<Content: Codable & Sendable>(_ key: String, as type: Content.Type) async throws -> Content? {
        try await requireGoing()
        let value = try await reach { [environment, incarnation] in
            try await environment.store.state(of: incarnation).get(key)
        }
        guard let value else { return nil }
        return try environment.codec.decode(type, from: value.content)
    }
}
