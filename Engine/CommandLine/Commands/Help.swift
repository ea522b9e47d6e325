/// The texts of `--help`.
enum Help {
    private static let exitCodes = """
        Exit codes: 0 done, 1 it failed, 2 wrong usage, 3 not found, 4 refused or nothing was checked, 5 not all was
        shown, 130 interrupted.

        """

    /// What all commands are.
    static var all: String {
        let commands = Command.all.map { [usage($0), $0.summary] }
        return """
            Holdfast: looks after durable workflows.

            Usage: holdfast COMMAND [options]

            Commands:
            \(columns(commands))
            Every command takes:
            \(columns(Option.common.map(line)))
            RUN is the id of a run, or the beginning of one where no other run's begins so. Times are in UTC.
            `holdfast COMMAND --help` tells more, with examples; `holdfast --version` tells the version.

            \(exitCodes)
            """
    }

    /// What the commands of one first word are.
    static func group(_ word: String) -> String {
        let members = Command.all.filter { $0.name.hasPrefix(word + " ") }
        return """
            Usage: holdfast \(word) COMMAND [options]

            Commands:
            \(columns(members.map { [usage($0), $0.summary] }))
            `holdfast \(word) COMMAND --help` tells more, with examples.

            """
    }

    /// What one command does and takes.
    static func text(_ command: Command) -> String {
        """
        \(command.summary)

        Usage: holdfast \(usage(command)) [options]

        Options:
        \(columns(command.allOptions.map(line)))
        Examples:
        \(command.examples.map { "  holdfast \($0)\n" }.joined())
        \(exitCodes)
        """
    }

    private static func usage(_ command: Command) -> String {
        command.name + (command.operand.map { " " + $0 } ?? "")
    }

    private static func line(_ option: Option) -> [String] {
        [option.flag + (option.value.map { " " + $0 } ?? ""), option.help]
    }

    private static func columns(_ rows: [[String]]) -> String {
        Columns.aligned(rows).map { "  \($0)\n" }.joined()
    }
}
