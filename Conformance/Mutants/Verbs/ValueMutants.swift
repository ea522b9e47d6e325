internal import HoldfastCore

extension Mutant {
    static let valueMutants = [
        Mutant("M17", "times are truncated to milliseconds", killer: "zoo.date-precision") { store, _ in
            store.changeValues { column, value in
                guard column.type == .time, let time = value.int else { return value }
                return .int(time / 1_000 * 1_000)
            }
        },
        Mutant("M18", "integers pass through Double", killer: "zoo.int-extremes") { store, _ in
            store.changeValues { column, value in
                switch (column.type, value) {
                case (.int, .int(let number)): .int(throughDouble(number))
                case (.json, .text(let text)): JSONValue(text: text).map { .text(throughDouble($0).text) } ?? value
                default: value
                }
            }
        },
        Mutant("M19", "bytes are cut at the first zero, as text of C is", killer: "zoo.nul") { store, _ in
            store.changeValues { column, value in
                guard column.isPayload, case .bytes(let bytes) = value else { return value }
                return .bytes(Array(bytes.prefix { $0 != 0 }))
            }
        },
        Mutant("M20", "empty bytes stored as nil", killer: "zoo.empty") { store, _ in
            store.changeValues { column, value in column.isNullable && value == .bytes([]) ? .null : value }
        },
        Mutant("M117", "empty text stored as nil", killer: "verbs.types") { store, _ in
            store.changeValues { column, value in column.isNullable && value == .text("") ? .null : value }
        },
        Mutant("M118", "text is trimmed of spaces at its end", killer: "zoo.whitespace") { store, _ in
            store.changeValues { column, value in
                guard column.type == .text, case .text(let text) = value else { return value }
                return .text(trimmed(text))
            }
            store.changeOperations { $0.on($0.key.mapTexts(trimmed)) }
            store.onGet = { base, input in try await base.get(input.keys.map { $0.mapTexts(trimmed) }, input.columns) }
        },
        Mutant("M119", "negative zero loses its sign, and what is smallest becomes zero", killer: "verbs.types") {
            store, _ in
            store.changeValues { _, value in
                guard case .double(let number) = value, abs(number) < .leastNormalMagnitude else { return value }
                return .double(0)
            }
        },
        Mutant("M120", "doubles are kept as text of six digits", killer: "zoo.doubles") { store, _ in
            store.changeValues { column, value in
                guard column.type == .json, case .text(let text) = value else { return value }
                return JSONValue(text: text).map { .text(rounded($0).text) } ?? value
            }
        },
        Mutant("M121", "JSON is parsed and written again", killer: "verbs.types") { store, _ in
            store.changeValues { column, value in
                guard column.type == .json, case .text(let text) = value else { return value }
                return JSONValue(text: text).map { .text($0.text) } ?? value
            }
        },
        Mutant("M122", "times are kept in 32 bits of seconds", killer: "zoo.dates") { store, _ in
            store.changeValues { column, value in
                guard column.type == .time, column == RunTable.deadlineAt, let time = value.int else { return value }
                return .int(Int64(Int32(truncatingIfNeeded: time / 1_000_000)) * 1_000_000 + time % 1_000_000)
            }
        },
        Mutant("M123", "payloads are cut at 64 KiB", killer: "zoo.size-boundaries") { store, _ in
            store.changeValues { column, value in
                guard column == BlobTable.content, case .bytes(let bytes) = value else { return value }
                return .bytes(Array(bytes.prefix(65_535)))
            }
        },
        Mutant("M124", "bytes are taken for UTF-8 and repaired", killer: "zoo.binary") { store, _ in
            store.changeValues { column, value in
                guard column.isPayload, case .bytes(let bytes) = value else { return value }
                return .bytes(Array(String(decoding: bytes, as: UTF8.self).utf8))
            }
        },
        Mutant("M125", "objects of JSON keep one of keys that differ in case", killer: "zoo.json-order") { store, _ in
            store.changeValues { column, value in
                guard column.type == .json, case .text(let text) = value else { return value }
                return JSONValue(text: text).map { .text(folded($0).text) } ?? value
            }
        },
        Mutant("M126", "strings of JSON that look like numbers become numbers", killer: "zoo.json-text") { store, _ in
            store.changeValues { column, value in
                guard column.type == .json, case .text(let text) = value else { return value }
                return JSONValue(text: text).map { .text(guessed($0).text) } ?? value
            }
        },
    ]

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.unicodeScalars.last == " ", text.unicodeScalars.count > 1 { text.unicodeScalars.removeLast() }
        return text
    }

    private static func throughDouble(_ number: Int64) -> Int64 {
        Int64(exactly: Double(number)) ?? (number < 0 ? .min : .max - 1)
    }

    private static func throughDouble(_ value: JSONValue) -> JSONValue {
        value.mapLeaves { if case .int(let number) = $0 { .int(throughDouble(number)) } else { $0 } }
    }

    private static func rounded(_ value: JSONValue) -> JSONValue {
        value.mapLeaves {
            guard case .double(let number) = $0, abs(number) < 1e9 else { return $0 }
            return .double((number * 1e6).rounded() / 1e6)
        }
    }

    private static func guessed(_ value: JSONValue) -> JSONValue {
        value.mapLeaves {
            guard case .string(let text) = $0, let number = Int64(text) else { return $0 }
            return .int(number)
        }
    }

    private static func folded(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(folded))
        case .object(let members):
            var kept: [String: (String, JSONValue)] = [:]
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                kept[key.lowercased()] = (key, folded(member))
            }
            return .object(Dictionary(kept.values.map { ($0.0, $0.1) }) { first, _ in first })
        default: return value
        }
    }
}

extension JSONValue {
    /// The value with each part changed that holds no others.
    fileprivate func mapLeaves(_ change: (JSONValue) -> JSONValue) -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.mapLeaves(change) })
        case .object(let members): .object(members.mapValues { $0.mapLeaves(change) })
        default: change(self)
        }
    }
}

extension Key {
    /// The key with each text in it changed.
    func mapTexts(_ change: (String) -> String) -> Key {
        Key(table, values.map { if case .text(let text) = $0 { .text(change(text)) } else { $0 } })
    }
}
