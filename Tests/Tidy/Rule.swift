import Testing

/// One rule of the house, with samples that prove that it can fail.
struct Rule: Sendable, CustomTestStringConvertible {
    struct Sample: Sendable {
        let path: String
        let text: String

        init(_ path: String, _ text: String) {
            self.path = path
            self.text = text
        }
    }

    let name: String
    /// Whether the rule is for the file at this path.
    let covers: @Sendable (String) -> Bool
    /// What breaks the rule in a file, each as `path:line: message`.
    let check: @Sendable (SourceFile) -> [String]
    /// Must be found, each of them.
    let caught: [Sample]
    /// Must pass, or be none of the rule's business.
    let allowed: [Sample]

    var testDescription: String { name }

    func findings(in file: SourceFile) -> [String] { covers(file.path) ? check(file) : [] }

    func findings(in sample: Sample) -> [String] {
        findings(in: SourceFile(path: sample.path, text: sample.text))
    }

    static let all: [Rule] =
        importRules + sizeRules + bannedRules + testRules + reasonRules + textRules + [documentation] + manifestRules
}

/// Whether a path is below one of these folders.
func isIn(_ path: String, _ folders: String...) -> Bool { folders.contains { path.hasPrefix($0 + "/") } }

func isSwift(_ path: String) -> Bool { path.hasSuffix(".swift") }

/// What ships to users.
func isShipped(_ path: String) -> Bool { isSwift(path) && isIn(path, "Core", "Stores", "Engine", "Conformance") }

func isCommand(_ path: String) -> Bool { isIn(path, "Engine/CommandLine", "Engine/Command", "Conformance/Command") }
