/// What a program that uses Holdfast can be told from outside.
///
/// Code beats environment beats configuration file beats default: start from ``init(environment:file:)`` and set what
/// the code decides.
public struct Configuration: Sendable {
    /// Where the store is; nil where nothing says so and the environment demands that something does.
    public var storeURL: String? = Self.defaultURL
    /// A token for the store, where it takes one that is not in the URL; never shown.
    public var authToken: String?
    /// The tenant.
    public var namespace = Namespace.default
    /// Whether opening a store brings its schema up to date; on by default.
    public var autoMigrate = true
    /// The most runs that a worker has in hand; 20 by default.
    public var concurrency = 20
    /// How long a worker's lease on a run lasts; 60 s by default.
    public var lease = Duration.seconds(60)
    /// How often a worker that has work looks for more; 100 ms by default.
    public var pollInterval = Duration.milliseconds(100)
    /// Whether the store may only be read; off by default.
    public var readOnly = false

    /// The store where nothing says otherwise: a SQLite file in the working directory.
    public static let defaultURL = "sqlite:///holdfast.db"

    /// The defaults.
    public init() {}

    /// What the environment says, then the configuration file, then the defaults.
    ///
    /// - Parameters:
    ///   - environment: The variables by name. See the README for the table of those that are read.
    ///   - file: The text of `holdfast.json`: an object whose keys are the variables' names without `HOLDFAST_`, in
    ///     lower case.
    /// - Throws: `.invalidArgument` for a value that makes no sense, naming the variable.
    public init(environment: [String: String], file: String? = nil) throws {
        let values = try Self.values(environment, file)
        try setStoreURL(values)
        authToken = values["AUTH_TOKEN"]
        if let text = values["NAMESPACE"] {
            namespace = Namespace(text)
            try namespace.validate()
        }
        if let text = values["AUTO_MIGRATE"] { autoMigrate = try Self.flag(text, "AUTO_MIGRATE") }
        if let text = values["CONCURRENCY"] { concurrency = try Self.wholeNumber(text, "CONCURRENCY") }
        if let text = values["LEASE_SECONDS"] {
            lease = .microseconds(Int64(try Self.number(text, "LEASE_SECONDS") * 1_000_000))
        }
        if let text = values["POLL_INTERVAL_MS"] {
            pollInterval = .microseconds(Int64(try Self.number(text, "POLL_INTERVAL_MS") * 1_000))
        }
    }

    private mutating func setStoreURL(_ values: [String: String]) throws {
        if let url = values["STORE_URL"] {
            storeURL = url
            return
        }
        switch values["ENV"] {
        case nil, "staging": storeURL = Self.defaultURL
        case "development", "test": storeURL = "memory:"
        // Never a store that forgets, and never a file that nobody asked for, where it matters.
        case "production": storeURL = nil
        case .some(let other):
            throw StoreError(
                .invalidArgument, "HOLDFAST_ENV is development, test, staging or production, not \"\(other)\"")
        }
    }

    /// The store's URL. Throws `.invalidArgument` where nothing says where the store is.
    public func requireStoreURL() throws -> String {
        guard let storeURL else {
            throw StoreError(
                .invalidArgument,
                "in production HOLDFAST_STORE_URL must be set, for instance to sqlite:////var/lib/app.db")
        }
        return storeURL
    }
}

extension Configuration {
    private static let names = [
        "STORE_URL", "AUTH_TOKEN", "ENV", "NAMESPACE", "AUTO_MIGRATE", "CONCURRENCY", "LEASE_SECONDS",
        "POLL_INTERVAL_MS",
    ]

    private static func values(_ environment: [String: String], _ file: String?) throws -> [String: String] {
        var values: [String: String] = [:]
        if let file {
            guard case .object(let members)? = JSONValue(text: file) else {
                throw StoreError(.invalidArgument, "holdfast.json is no JSON object")
            }
            for (key, value) in members {
                guard names.contains(key.uppercased()) else {
                    let known = names.map { $0.lowercased() }.joined(separator: ", ")
                    throw StoreError(.invalidArgument, "holdfast.json knows no \"\(key)\"; it knows \(known)")
                }
                values[key.uppercased()] = if case .string(let text) = value { text } else { value.text }
            }
        }
        // An empty variable counts as one that is not set, as shells and containers leave them.
        for name in names { if let text = environment["HOLDFAST_" + name], !text.isEmpty { values[name] = text } }
        return values
    }

    private static func flag(_ text: String, _ name: String) throws -> Bool {
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw StoreError(.invalidArgument, "HOLDFAST_\(name) is true or false, not \"\(text)\"")
        }
    }

    private static func wholeNumber(_ text: String, _ name: String) throws -> Int {
        guard let number = Int(text), (1...100_000).contains(number) else {
            throw StoreError(.invalidArgument, "HOLDFAST_\(name) is a whole number from 1 to 100000, not \"\(text)\"")
        }
        return number
    }

    private static func number(_ text: String, _ name: String) throws -> Double {
        guard let number = Double(text), number >= 0.001, number < 1e9 else {
            throw StoreError(.invalidArgument, "HOLDFAST_\(name) is a number of at least 0.001, not \"\(text)\"")
        }
        return number
    }
}
