internal import Holdfast

/// A command, as data: the request, the help and the suggestions all read it.
struct Command: Sendable {
    /// One or two words, such as `runs list`.
    let name: String
    /// What it does, in a few words.
    let summary: String
    /// What stands for its operand in the help; nil where it takes none.
    var operand: String?
    /// Its own options, besides those of every command.
    var options: [Option] = []
    let examples: [String]
    /// How its answer can be written; the first is the default.
    var formats: KeyValuePairs<String, any OutputFormat> = OutputFormats.all
    let run: @Sendable (Invocation) async throws -> Answer

    /// All that can be typed behind its name; its own options come before those of every command.
    var allOptions: [Option] {
        options + Option.common.filter { common in !options.contains { $0.name == common.name } }
    }

    static let all: [Command] = [
        .runsList, .runsShow, .runsCancel, .runsDelete, .steps, .migrate, .export, .import, .copy,
        .doctor, .conformance,
    ]
}

/// What the arguments ask for.
enum Request {
    case help(String)
    case command(Command, Arguments)

    /// Finds the command that the words begin with, and takes the rest apart.
    init(_ words: [String]) throws(CommandFailure) {
        guard let first = words.first else { throw .usage("a command is missing; see `holdfast --help`") }
        if ["--help", "-h"].contains(first) {
            self = .help(Help.all)
        } else if first == "--version" {
            self = .help("holdfast \(HoldfastCommandLine.version), schema version \(Schema.holdfast.version)\n")
        } else if let command = Command.all.first(where: {
            words.starts(with: $0.name.split(separator: " ").map(String.init))
        }) {
            self = try Self.request(command, Array(words.dropFirst(command.name.split(separator: " ").count)))
        } else {
            self = try Self.group(first, words.dropFirst().first)
        }
    }

    private static func request(_ command: Command, _ words: [String]) throws(CommandFailure) -> Request {
        // Who asks for help gets it, whatever else is wrong.
        if words.prefix(while: { $0 != "--" }).contains(where: { ["--help", "-h"].contains($0) }) {
            return .help(Help.text(command))
        }
        let arguments = try Arguments(words, of: command.name, options: command.allOptions)
        let expected = command.operand == nil ? 0 : 1
        guard arguments.operands.count >= expected else {
            throw .usage(
                "`holdfast \(command.name)` needs \(command.operand ?? ""); see `holdfast \(command.name) --help`")
        }
        // The word itself is not shown: it may be the URL of a store, with its password.
        guard arguments.operands.count == expected else {
            throw .usage(
                "`holdfast \(command.name)` takes \(expected == 0 ? "no argument" : "one argument") besides its "
                    + "options, not \(arguments.operands.count)")
        }
        return .command(command, arguments)
    }

    /// Help for the words that several commands begin with; throws for those that none does.
    private static func group(_ first: String, _ second: String?) throws(CommandFailure) -> Request {
        let names = Command.all.map(\.name)
        let members = names.filter { $0.hasPrefix(first + " ") }
        if !members.isEmpty {
            if let second, ["--help", "-h"].contains(second) { return .help(Help.group(first)) }
            let seconds = members.map { String($0.dropFirst(first.count + 1)) }
            guard let second, !second.hasPrefix("-") else {
                throw .usage("`holdfast \(first)` is followed by one of \(seconds.joined(separator: ", "))")
            }
            let hint = Nearest.word(second, among: seconds).map { "did you mean `holdfast \(first) \($0)`?" }
            throw .usage(
                "there is no command `\(first) \(second)`; " + (hint ?? "there are \(seconds.joined(separator: ", "))"))
        }
        guard !first.hasPrefix("-") else { throw .usage("a command comes before its options; see `holdfast --help`") }
        // The last word alone is a likely slip: `holdfast list`.
        let meant = names.first { $0.hasSuffix(" " + first) }
        let near = meant ?? Nearest.word(first, among: names.map { String($0.prefix { $0 != " " }) })
        throw .usage(
            "there is no command `\(first)`; "
                + (near.map { "did you mean `holdfast \($0)`?" } ?? "see `holdfast --help`"))
    }
}
