internal import HoldfastCore
internal import Synchronization

// Keys that are told apart by something else than their bytes.
extension Mutant {
    static let keyMutants = [
        Mutant("M21", "keys compared with a case-insensitive collation", killer: "zoo.case") { store, world in
            store.compareKeys(in: world) { $0.lowercased() }
        },
        Mutant("M22", "keys compared by canonical equivalence (Swift String ==)", killer: "zoo.normal-form") {
            store, world in store.compareKeys(in: world) { $0 }
        },
        Mutant("M127", "keys are cut at 255 bytes", killer: "zoo.weird-keys") { store, world in
            store.compareKeys(in: world) { String(decoding: $0.utf8.prefix(255), as: UTF8.self) }
        },
        Mutant("M128", "keys are resolved as paths", killer: "zoo.weird-keys") { store, world in
            store.compareKeys(in: world) { $0 == "." || $0 == ".." ? "/" : $0 }
        },
        Mutant("M129", "keys keep what is in the basic plane only", killer: "zoo.unicode") { store, world in
            store.compareKeys(in: world) { text in
                String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value > 0xFFFF ? "?" : $0 }))
            }
        },
        Mutant("M130", "a quote in a key ends it", killer: "zoo.sql") { store, world in
            store.compareKeys(in: world) { text in
                text.first == "'" ? "'" : text
            }
        },
    ]
}

extension Decorator {
    /// Takes keys for one whose texts are alike once they went through the closure: the first that came stands.
    fileprivate mutating func compareKeys(in world: World, by fold: @escaping @Sendable (String) -> String) {
        // A Swift string is equal to another in canonical form, and so are the parts of these.
        @Sendable func known(_ key: Key, remember: Bool = false) -> Key {
            let name = key.values.map { if case .text(let text) = $0 { "\(fold(text))\u{1}" } else { "\($0)\u{2}" } }
                .joined()
            return world.note { notes in
                if let values = notes.keys[key.table]?[name] { return Key(key.table, values) }
                if remember { notes.keys[key.table, default: [:]][name] = key.values }
                return key
            }
        }
        changeOperations { operation in
            operation.on(known(operation.key, remember: operation.inserted != nil))
        }
        onGet = { base, input in try await base.get(input.keys.map { known($0) }, input.columns) }
    }
}
