/// Text of anybody's making, put so that it can be shown in a terminal.
package enum TerminalText {
    /// The text on one line, with everything escaped that could steer a terminal.
    package static func line(_ text: String) -> String {
        escaped(text) { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
    }

    /// The text with each scalar that could steer a terminal, or turn the direction of writing, put otherwise.
    package static func escaped(_ text: String, _ escape: (Unicode.Scalar) -> String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: shown += escape(scalar)
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
