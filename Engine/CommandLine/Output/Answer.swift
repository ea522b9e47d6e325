internal import Holdfast

/// What a command has found or done, in both forms.
struct Answer: Sendable {
    /// For people, whole lines.
    let text: String
    /// For programs, one document.
    let json: JSONValue
    /// In other forms, by the format's name, where a command has more than these two.
    var others: [String: String] = [:]
    /// For people too, but no part of the result: goes to the errors' stream.
    var remarks: [String] = []
    var exitCode = ExitCode.done
}

/// How answers are written.
protocol OutputFormat: Sendable {
    func render(_ answer: Answer) -> String
}

enum OutputFormats {
    static let all: KeyValuePairs<String, any OutputFormat> = ["table": TableFormat(), "json": JSONFormat()]
}

/// Aligned columns and lines.
struct TableFormat: OutputFormat {
    func render(_ answer: Answer) -> String { answer.text }
}

/// A form that only some commands have.
struct OtherFormat: OutputFormat {
    let name: String

    func render(_ answer: Answer) -> String { answer.others[name] ?? answer.text }
}

/// One JSON document on one line.
struct JSONFormat: OutputFormat {
    /// In JSON text what a terminal must not see stands in strings only, where it may be escaped.
    func render(_ answer: Answer) -> String {
        TerminalText.escaped(answer.json.text) { scalar in
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } + "\n"
    }
}
