internal import HoldfastCore

/// How text is laid out for people.
enum Layout {
    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Text in which nothing steers a terminal; what had several lines keeps them, behind a margin.
    static func line(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { TerminalText.line(String($0)) }.joined(separator: "\n" + String(repeating: " ", count: 17))
    }

    /// Seconds with two places, such as `1.05`.
    static func seconds(_ duration: Duration) -> String {
        let hundredths = (duration.wholeMicroseconds + 5_000) / 10_000
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
