internal import HoldfastCore

extension Mutant {
    static let commitMutants = [
        Mutant("M75", "get leaves out absent rows, shifting positions", killer: "verbs.get.positions") { store, _ in
            store.onGet = { base, input in
                try await base.get(input.keys, input.columns).filter { $0 != nil }
            }
        }
    ]
}
