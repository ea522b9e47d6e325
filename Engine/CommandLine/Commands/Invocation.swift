internal import Holdfast
internal import HoldfastStores

/// What a command line works in.
struct Surroundings: Sendable {
    let plugins: [StorePlugin]
    let payloads: PayloadOptions
    let environment: [String: String]
    /// Where `holdfast.json` is looked for.
    let directory: String
    let time: any TimeSource
    /// Whether checks may start this program again.
    let startsItself: Bool

    /// The message with each store URL that was given, even in the wrong place, as it may be shown.
    func withoutSecrets(_ message: String, _ arguments: [String]) -> String {
        var message = message
        for given in arguments + [environment["HOLDFAST_STORE_URL"] ?? ""] where given.contains("://") {
            let text = given.hasPrefix("-") ? String(given.drop { $0 != "=" }.dropFirst()) : given
            if let url = try? StoreURL(text) { message = message.replacing(text, with: "\(url)") }
        }
        if let token = environment["HOLDFAST_AUTH_TOKEN"], !token.isEmpty {
            message = message.replacing(token, with: "***")
        }
        return message
    }
}

/// One call of a command.
struct Invocation: Sendable {
    let arguments: Arguments
    let surroundings: Surroundings
    /// The store, where the command names it otherwise than all commands do.
    private var url: String?

    init(arguments: Arguments, surroundings: Surroundings) {
        self.arguments = arguments
        self.surroundings = surroundings
    }

    var now: Timestamp { surroundings.time.now }

    /// The operand of a command that takes one.
    var operand: String { arguments.operands[0] }

    /// What environment, file and options say, options first.
    func configuration() throws -> Configuration {
        var configuration = try Configuration.fromEnvironment(
            surroundings.environment, directory: surroundings.directory)
        if let url = url ?? arguments.text(.store) { configuration.storeURL = url }
        if let name = arguments.text(.namespace) { configuration.namespace = Namespace(name) }
        return configuration
    }

    /// The same call, but for the store at this URL.
    func at(_ url: String) -> Invocation {
        var invocation = self
        invocation.url = url
        return invocation
    }

    /// Does something with the store, whatever schema it has, and lets go of it; never makes a store.
    func withConnection<Result>(
        readOnly: Bool, _ body: (Store, StoreURL) async throws -> Result
    ) async throws -> Result {
        var configuration = try configuration()
        configuration.readOnly = readOnly
        let url = try StoreURL(try configuration.requireStoreURL())
        guard url.scheme != "memory", !url.rest.hasSuffix(":memory:") else {
            throw CommandFailure(
                .refused,
                "\(url) cannot be looked at from outside: a memory store lives only inside the process that made it; "
                    + "name another with --store or HOLDFAST_STORE_URL")
        }
        let store = try await Store.connect(
            url.text, plugins: surroundings.plugins, configuration: configuration, time: surroundings.time,
            payloads: surroundings.payloads)
        do {
            let result = try await body(store, url)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }

    /// Does something with a store that is there and has the schema of this program; changes neither.
    func withStore<Result>(
        readOnly: Bool = true, _ body: (Store) async throws -> Result
    ) async throws -> Result {
        try await withConnection(readOnly: readOnly) { store, url in
            guard try await store.storedVersion() > 0 else {
                throw CommandFailure(
                    .notFound,
                    "there is no store at \(url) yet; name another with --store or HOLDFAST_STORE_URL, or make this "
                        + "one with `holdfast migrate`")
            }
            try await store.prepare(migrating: false)
            return try await body(store)
        }
    }
}

extension Store {
    /// The version of the stored schema; 0 where there is no store yet.
    func storedVersion() async throws -> Int {
        do throws(BackendError) {
            return try await backend.schemaVersion()
        } catch {
            throw StoreError(StoreError.Code(error.code.name), error.message)
        }
    }
}
