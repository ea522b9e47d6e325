/// Keeps workflows: runs, their steps and state, and who works on them.
///
/// All rules live here, over the few verbs of a ``StoreBackend``; so they are the same on every store. A value, cheap
/// to copy; its areas are views of it. Calls throw ``StoreError``, or `CancellationError` where the calling task was
/// cancelled before anything was sent.
public struct Store: Sendable {
    let context: StoreContext

    /// A store over this backend.
    ///
    /// - Parameters:
    ///   - namespace: The tenant. Nothing outside it can be read or written through this value.
    ///   - time: Where the present time comes from.
    ///   - identifiers: Where ids and tokens come from.
    ///   - timeZones: Where the rules of the time zones of schedules come from.
    ///   - payloads: What payloads pass before they are stored, and how large they may be. All who open a store must
    ///     give the same transforms.
    public init(
        backend: any StoreBackend, namespace: Namespace = .default, time: any TimeSource = SystemTime(),
        identifiers: IdentifierSource = IdentifierSource(), timeZones: TimeZoneSource = .system,
        payloads: PayloadOptions = PayloadOptions()
    ) {
        let backend = PayloadBackend(backend, options: payloads, time: time, identifiers: identifiers)
        context = StoreContext(
            backend: backend, namespace: namespace, time: time, identifiers: identifiers, timeZones: timeZones)
    }

    init(context: StoreContext) { self.context = context }

    /// The tenant whose data this is.
    public var namespace: Namespace { context.namespace }
    /// The time that the store goes by.
    public var time: any TimeSource { context.time }
    /// Where the store takes ids from.
    public var identifiers: IdentifierSource { context.identifiers }
    /// The backend beneath, whose payloads are as they are stored: transformed, and large ones in chunks of their own.
    public var backend: any StoreBackend { context.backend.base }
    /// The most bytes that a payload may have.
    public var maximumPayloadBytes: Int { context.backend.options.maximumBytes }

    /// Runs: create, read, list, change, cancel and delete them.
    public var runs: Runs { Runs(context) }
    /// Steps: what a run has done.
    public var steps: Steps { Steps(context) }
    /// Leases: who works on a run.
    public var leases: Leases { Leases(context) }

    /// The values that belong to one life of a run, and are deleted with it.
    public func state(of incarnation: Incarnation) -> StateValues {
        StateValues(context, scope: "run/" + incarnation.rawValue)
    }

    /// The same store, whose writes go through in a cancelled task too; for writes that must not be lost.
    public var shielded: Store {
        var context = context
        context.isShielded = true
        return Store(context: context)
    }

    /// The same backend in another namespace.
    public func inNamespace(_ namespace: Namespace) -> Store {
        var context = context
        context.namespace = namespace
        return Store(context: context)
    }

    /// Finishes what was accepted and lets go of the backend; may be repeated. Later calls throw `.closed`.
    public func close() async { await backend.close() }
}

extension Store {
    /// Brings the schema to the version of this code, or checks that it has it.
    ///
    /// - Parameter migrating: Whether missing steps are applied. Otherwise an older schema throws `.schemaOutdated`.
    /// - Throws: `.schemaTooNew` where the stored schema is newer; it is left untouched.
    public func prepare(migrating: Bool = true) async throws {
        try context.begin()
        do throws(BackendError) {
            let stored = try await backend.schemaVersion()
            let wanted = Schema.holdfast.version
            if stored > wanted {
                throw BackendError(
                    .schemaTooNew, "the store has schema \(stored), this code knows up to \(wanted); update the program"
                )
            }
            guard stored < wanted else { return }
            guard migrating else {
                throw BackendError(
                    .schemaOutdated, "the store has schema \(stored), this code needs \(wanted); run `holdfast migrate`"
                )
            }
            try await backend.migrate(Migration.holdfast, dryRun: false)
        } catch {
            throw StoreError(error, "prepare the store")
        }
    }

    /// Applies the migrations that are missing, and says what it did; with `dryRun` says what it would do and writes
    /// nothing.
    public func migrate(dryRun: Bool = false) async throws -> [String] {
        try context.begin()
        do throws(BackendError) {
            return try await backend.migrate(Migration.holdfast, dryRun: dryRun)
        } catch {
            throw StoreError(error, "migrate the store")
        }
    }
}
