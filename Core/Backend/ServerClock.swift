/// A backend whose server has a clock of its own, which all workers can be compared with.
///
/// It decides nothing: the store goes by the time that it is given. It is for workers, which must not claim runs while
/// their own clock is far off. A backend need not be one.
public protocol ServerClock: StoreBackend {
    /// The present time of the server.
    func serverTime() async throws(BackendError) -> Timestamp
}

extension Store {
    /// How far the backend's clock is ahead of this store's, to within half of the time that the question takes.
    ///
    /// - Throws: `.unsupported` where the backend has no clock of its own.
    public func clockOffset() async throws -> Duration {
        try context.begin()
        guard let backend = backend as? any ServerClock else {
            if CoreFault.leavesOut(.unsupported) { return .zero }
            throw StoreError.unsupported("server clock")
        }
        do throws(BackendError) {
            let asked = context.now
            let theirs = try await backend.serverTime()
            let ours = asked.advanced(by: asked.duration(to: context.now) / 2)
            return ours.duration(to: theirs)
        } catch {
            throw StoreError(error, "ask for the store's time")
        }
    }

    /// Looks at the store for an operator; may take as long as reading all of it.
    ///
    /// - Throws: `.unsupported` where the backend cannot tell anything.
    public func inspect() async throws -> Inspection {
        try context.begin()
        guard let backend = backend as? any InspectableBackend else {
            if CoreFault.leavesOut(.unsupported) { return Inspection(kind: "") }
            throw StoreError.unsupported("inspection")
        }
        do throws(BackendError) { return try await backend.inspect() } catch { throw StoreError(error, "inspect") }
    }
}

extension StoreError {
    static func unsupported(_ capability: String) -> StoreError {
        StoreError(
            .unsupported, "this store has no \(capability); do without, or use a store that has", kind: "capability",
            id: capability)
    }
}
