public import HoldfastCore

/// The failures of a store that are known: each with a reason, a place where it is followed, and a day on which it
/// must be looked at again.
///
/// A known failure is no pass: it blocks its level. What passes though the ledger says that it fails is a failure, and
/// so is an entry whose day has come.
public struct Ledger: Sendable {
    /// One known failure.
    public struct Entry: Sendable, Equatable {
        /// The check that fails.
        public let id: String
        /// Why.
        public let reason: String
        /// Where it is followed.
        public let link: String
        /// The first day, as `2027-01-31`, on which the entry does not count any more.
        public let expiry: String
    }

    /// What is wrong with a ledger.
    public struct Malformed: Error, CustomStringConvertible {
        public let description: String
    }

    /// The known failures.
    public let entries: [Entry]

    /// The ledger of this text: an array of objects with the members `id`, `reason`, `link` and `expiry`, none empty.
    ///
    /// - Throws: ``Malformed`` for any other text, for an id that is no check's, and for one that is named twice.
    public init(text: String) throws {
        guard case .array(let values)? = JSONValue(text: text) else {
            throw Malformed(description: "a ledger is a JSON array")
        }
        entries = try values.map(Self.entry)
        var seen: Set<String> = []
        for entry in entries where !seen.insert(entry.id).inserted {
            throw Malformed(description: "the ledger names \(entry.id) twice")
        }
    }

    private static func entry(_ value: JSONValue) throws -> Entry {
        func member(_ name: String) throws -> String {
            guard case .object(let members) = value, case .string(let text)? = members[name],
                text.contains(where: { !$0.isWhitespace })
            else {
                throw Malformed(description: "an entry of the ledger has no \(name): \(value.text)")
            }
            return text
        }
        let entry = Entry(
            id: try member("id"), reason: try member("reason"), link: try member("link"), expiry: try member("expiry"))
        guard Manifest.holdfast.check(entry.id) != nil else {
            throw Malformed(description: "the ledger names \(entry.id), and there is no such check")
        }
        let parts = entry.expiry.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy(\.isWholeNumber) }) else {
            throw Malformed(description: "the expiry of \(entry.id) is a day such as 2027-01-31, not \(entry.expiry)")
        }
        return entry
    }

    /// The entries that do not count any more.
    public func expired(at now: Timestamp) -> [Entry] {
        let today = String(now.description.prefix(10))
        return entries.filter { $0.expiry <= today }
    }

    /// The outcome, as it is seen with these known failures.
    func applied(to outcome: Outcome, at now: Timestamp) -> Outcome {
        guard let entry = entries.first(where: { $0.id == outcome.check.id }),
            !expired(at: now).contains(entry)
        else { return outcome }
        var outcome = outcome
        switch outcome.verdict {
        case .pass: outcome.verdict = .unexpectedPass
        case .fail, .error, .crashed, .timeout:
            outcome.verdict = .known("\(entry.reason) (\(entry.link), until \(entry.expiry))")
        case .notDeclared, .skipped, .inconclusive, .known, .unexpectedPass: break
        }
        return outcome
    }

    /// The ledger that these outcomes ask for: entries that still hold as they are, new ones without a reason, which
    /// someone has to write before it is taken.
    static func next(after outcomes: [Outcome], _ old: Ledger?) -> String {
        let failing = outcomes.filter { outcome in
            if case .known = outcome.verdict { return true }
            if case .unexpectedPass = outcome.verdict { return false }
            return outcome.verdict.isFailure && !outcome.isWarning
        }
        let lines = failing.map { outcome in
            let entry = old?.entries.first { $0.id == outcome.check.id }
            return JSONValue.object([
                "id": .string(outcome.check.id), "reason": .string(entry?.reason ?? ""),
                "link": .string(entry?.link ?? ""), "expiry": .string(entry?.expiry ?? ""),
            ]).text
        }
        return lines.isEmpty ? "[]\n" : "[\n  " + lines.joined(separator: ",\n  ") + "\n]\n"
    }
}
