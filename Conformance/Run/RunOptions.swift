internal import HoldfastCore

/// What a run from a command line is told; each option as text, checked in one place.
public struct RunOptions: Sendable {
    /// How a report is written to the terminal.
    public enum Format: String, Sendable, CaseIterable { case table, json, junit, markdown }

    /// Why there is no run.
    public struct Refusal: Error, CustomStringConvertible {
        /// Which kind of refusal.
        public let exit: RunExit
        public let description: String

        init(_ exit: RunExit, _ description: String) {
            self.exit = exit
            self.description = description
        }
    }

    /// The options, with what stands for their values and what they do.
    public static let all: [(name: String, value: String, help: String)] = [
        ("level", "LEVEL", "checks up to core, coordinated, durable or complete, and asks for that level"),
        ("filter", "GLOB", "only checks whose ids match, such as 'lease.*'; awards no level"),
        ("check", "ID", "only this check; repeat it for several; awards no level"),
        ("seed", "N", "the first seed; 1 by default"),
        ("replay", "TEXT", "plays the one history that a failure named"),
        ("tier", "TIER", "quick (the default), full or soak: how many seeds"),
        ("format", "FORMAT", "table (the default), json, junit or markdown"),
        ("report", "FOLDER", "writes the report there in all formats, and a matrix over all reports there"),
        (
            "ledger", "FILE",
            "the failures that are known, in JSON; ledger.new.json is written with the report or beside"
        ),
    ]

    private var level: Check.Level?
    private var filter: String?
    private var checks: [String] = []
    private var seed: UInt64 = 1
    private var replay: String?
    private var tier = Tier.quick
    private var folder: String?
    private var ledger: String?
    /// How the report is shown.
    public private(set) var format = Format.table

    /// The defaults: all checks, with few seeds.
    public init() {}

    /// Takes the value of an option. Throws ``Refusal`` where it makes no sense.
    public mutating func set(_ name: String, to value: String) throws(Refusal) {
        switch name {
        case "level": level = try Self.choice(name, value, Check.Level.allCases) { $0.name }
        case "tier": tier = try Self.choice(name, value, Tier.allCases) { $0.rawValue }
        case "format": format = try Self.choice(name, value, Format.allCases) { $0.rawValue }
        case "filter": filter = value
        case "report": folder = value
        case "ledger": ledger = value
        case "check": checks.append(try Self.known(value))
        case "replay":
            checks.append(try Self.known(String(value.prefix { $0 != "/" })))
            replay = value
        case "seed":
            guard let number = UInt64(value) else {
                throw Refusal(.wrongUsage, "--seed is a number of at least 0, not \"\(value)\"")
            }
            seed = number
        default: throw Refusal(.wrongUsage, "there is no option --\(name); see --help")
        }
    }

    private static func choice<Value>(
        _ name: String, _ word: String, _ values: [Value], _ text: (Value) -> String
    ) throws(Refusal) -> Value {
        if let value = values.first(where: { text($0) == word }) { return value }
        let known = values.map(text).joined(separator: ", ")
        throw Refusal(.wrongUsage, "--\(name) is one of \(known), not \"\(word)\"")
    }

    private static func known(_ id: String) throws(Refusal) -> String {
        if Manifest.holdfast.check(id) != nil { return id }
        if let group = Manifest.holdfast.waiting.first(where: { $0.ids.contains(id) }) {
            throw Refusal(.notFound, "\(id) has no code yet: \(group.reason)")
        }
        throw Refusal(.notFound, "there is no check \"\(id)\"")
    }

    /// The run that these options ask for.
    func runner(_ suite: Conformance, command: String) throws(Refusal) -> Runner {
        var runner = Runner(suite, Plan(level: level, filter: filter, ids: checks))
        runner.seed = seed
        runner.replay = replay
        runner.tier = tier
        runner.command = command
        guard let ledger else { return runner }
        guard let text = System.read(ledger) else {
            throw Refusal(.wrongUsage, "the ledger \(ledger) cannot be read")
        }
        do {
            runner.ledger = try Ledger(text: text)
        } catch {
            throw Refusal(.wrongUsage, "\(ledger): \(error)")
        }
        return runner
    }

    /// Where the report goes, if it is written, and where the next ledger goes.
    var places: (folder: String?, ledger: String?) {
        (folder, (folder ?? ledger.map(System.folder)).map { $0 + "/ledger.new.json" })
    }
}

extension Conformance {
    /// Runs what the options ask for and writes the files that they name.
    ///
    /// - Parameter command: What is typed to run this suite, without the options and without secrets; it is shown with
    ///   each failure.
    /// - Throws: ``RunOptions/Refusal`` where there is nothing to run, and what the file system threw.
    public func run(_ options: RunOptions, command: String) async throws -> Report {
        let report = await (try options.runner(self, command: command)).run()
        let places = options.places
        if let folder = places.folder { try report.write(to: folder) }
        if let ledger = places.ledger { try report.writeLedger(to: ledger) }
        return report
    }
}

extension Report {
    /// The report in this form.
    public func text(_ format: RunOptions.Format) -> String {
        switch format {
        case .table: table
        case .json: json.text + "\n"
        case .junit: junit
        case .markdown: Matrix.markdown([json])
        }
    }
}
