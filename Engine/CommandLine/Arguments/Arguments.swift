internal import Holdfast

/// What was typed behind the name of a command, taken apart by the options that the command knows.
struct Arguments: Sendable {
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]

    /// Takes the words apart. Both `--name value` and `--name=value` are understood; behind `--` all are operands.
    init(_ words: [String], of command: String, options: [Option]) throws(CommandFailure) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let option = try Self.option(parts[0], of: command, options)
            try add(option, attached: parts.count > 1 ? parts[1] : nil, &rest)
        }
    }

    private static func option(
        _ typed: String, of command: String, _ options: [Option]
    ) throws(CommandFailure) -> Option {
        if typed == "-h" { return .help }
        if let option = options.first(where: { $0.flag == typed }) { return option }
        let hint = Nearest.hint(typed, among: options.map(\.flag)) ?? "see `holdfast \(command) --help`"
        // No more than a name is shown: what follows may be the URL of a store, with its password.
        let name = typed.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
        throw .usage("`holdfast \(command)` has no option \(name); \(hint)")
    }

    private mutating func add(
        _ option: Option, attached: String?, _ rest: inout ArraySlice<String>
    ) throws(CommandFailure) {
        guard let placeholder = option.value else {
            guard attached == nil else { throw .usage("\(option.flag) takes no value") }
            values[option.name] = [""]
            return
        }
        // A value that looks like an option is more likely one whose own value was forgotten.
        let value = attached ?? (rest.first?.hasPrefix("--") == true ? nil : rest.popFirst())
        guard let value, !value.isEmpty else {
            throw .usage("\(option.flag) needs a value: \(option.flag) \(placeholder)")
        }
        guard option.isRepeatable || values[option.name] == nil else { throw .usage("\(option.flag) is given twice") }
        values[option.name, default: []].append(value)
    }

    func has(_ option: Option) -> Bool { values[option.name] != nil }

    func text(_ option: Option) -> String? { values[option.name]?.first }

    func all(_ option: Option) -> [String] { values[option.name] ?? [] }

    /// The value of an option that takes one of a few words, the first of them where it is not given.
    func choice<Value>(_ option: Option, of choices: KeyValuePairs<String, Value>) throws(CommandFailure) -> Value {
        let word = text(option) ?? choices[0].key
        guard let choice = choices.first(where: { $0.key == word }) else {
            throw Self.unknown(option, word, choices.map(\.key))
        }
        return choice.value
    }

    func number(_ option: Option, in range: ClosedRange<Int>, default number: Int) throws(CommandFailure) -> Int {
        guard let text = text(option) else { return number }
        guard let number = Int(text), range.contains(number) else {
            throw .usage("\(option.flag) is a number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
        }
        return number
    }

    /// The values of an option `NAME=VALUE` by name.
    func pairs(_ option: Option) throws(CommandFailure) -> [String: String] {
        var pairs: [String: String] = [:]
        for text in all(option) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw .usage("\(option.flag) is \(option.value ?? ""), not \"\(text)\"")
            }
            guard pairs.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw .usage("\(option.flag) names \"\(parts[0])\" twice, and a run has one value for it")
            }
        }
        return pairs
    }

    func time(_ option: Option, now: Timestamp) throws(CommandFailure) -> Timestamp? {
        guard let text = text(option) else { return nil }
        guard let time = TimeText.time(text, now: now) else {
            throw .usage("\(option.flag) is a time such as 2026-03-01T12:00:00Z, 2h or '7d ago', not \"\(text)\"")
        }
        return time
    }

    static func unknown(_ option: Option, _ word: String, _ known: [String]) -> CommandFailure {
        let hint = Nearest.hint(word, among: known).map { "; \($0)" } ?? ""
        return .usage("\(option.flag) is one of \(known.joined(separator: ", ")), not \"\(word)\"\(hint)")
    }
}
