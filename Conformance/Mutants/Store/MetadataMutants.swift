internal import HoldfastCore

extension Mutant {
    static let metadataMutants = [
        Mutant("M53", "metadata filter compares as text (\"1\" == 1)", killer: "meta.types") { store, _ in
            store.changeMetadata { value in
                if case .int(let number) = value { .string("\(number)") } else { value }
            }
        },
        Mutant("M548", "nested metadata is kept under paths", killer: "meta.nested") { store, _ in
            store.changeMetadata { value in
                guard case .object(let members) = value else { return value }
                var flat: [String: JSONValue] = [:]
                for (key, member) in members {
                    if case .object(let inner) = member, !inner.isEmpty {
                        for (name, value) in inner { flat["\(key).\(name)"] = value }
                    } else {
                        flat[key] = member
                    }
                }
                return .object(flat)
            }
        },
        Mutant("M549", "of an array only the first element is kept", killer: "meta.arrays") { store, _ in
            store.changeMetadata { value in
                if case .array(let elements) = value { .array(Array(elements.prefix(1))) } else { value }
            }
        },
        Mutant("M550", "members that are null are left out", killer: "meta.missing-vs-null") { store, _ in
            store.changeMetadata { value in
                if case .object(let members) = value { .object(members.filter { $0.value != .null }) } else { value }
            }
        },
        Mutant("M551", "metadata is what it was at the start", killer: "meta.updated") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { $0.filter { $0.column != RunTable.metadata } }
            }
        },
        Mutant("M553", "metadata is not kept", killer: "meta.equals") { store, _ in
            store.changeValues { column, value in column == RunTable.metadata ? .null : value }
        },
    ]
}

extension Decorator {
    /// Changes each value of the metadata of runs, from within, as it is written.
    fileprivate mutating func changeMetadata(_ change: @escaping @Sendable (JSONValue) -> JSONValue) {
        @Sendable func changed(_ value: JSONValue) -> JSONValue {
            switch value {
            case .object(let members): change(.object(members.mapValues { changed($0) }))
            case .array(let elements): change(.array(elements.map { changed($0) }))
            default: change(value)
            }
        }
        changeValues { column, value in
            guard column == RunTable.metadata, let text = value.text, let json = JSONValue(text: text) else {
                return value
            }
            return .text(changed(json).text)
        }
    }
}
