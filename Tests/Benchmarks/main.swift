#if SQLite
    import Foundation
    import HoldfastSQLite

    // Each figure is a ratio to hand-written code in the same process run: machines differ, ratios hardly do.
    // Arguments: a directory on a real disk, by default the present one; a part of the names to be measured, by default
    // all.
    let arguments = CommandLine.arguments.dropFirst()
    let parent = arguments.first ?? FileManager.default.currentDirectoryPath
    let wanted = arguments.dropFirst().first ?? ""
    let folder = "\(parent)/.benchmark-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }

    print("fenced step commits, 256-byte outputs; medians of the rounds, ratio to the same rows by hand")
    for (layer, synchronous, inFlight, commits) in [
        (StepCommits.Layer.store, SQLiteConfiguration.Synchronous.full, 1, 1_000), (.store, .full, 8, 4_000),
        (.store, .full, 64, 12_800), (.backend, .full, 1, 1_000), (.backend, .full, 64, 12_800),
        (.store, .normal, 1, 4_000), (.store, .normal, 64, 12_800),
    ] {
        let benchmark = StepCommits(
            layer: layer, folder: folder, synchronous: synchronous, inFlight: inFlight, commits: commits)
        guard wanted.isEmpty || benchmark.name.contains(wanted) else { continue }
        // The machine's speed drifts, so each round of ours is set against its neighbour by hand.
        var rounds: [(holdfast: Double, byHand: Double)] = []
        for round in 0..<(inFlight == 1 ? 11 : 5) { rounds.append(try await benchmark.measure(round)) }
        let middle = rounds.count / 2
        let holdfast = rounds.map(\.holdfast).sorted()[middle]
        let byHand = rounds.map(\.byHand).sorted()[middle]
        let ratio = (rounds.map { $0.holdfast / $0.byHand }.sorted()[middle] * 100).rounded() / 100
        print("\(benchmark.name): \(Int(holdfast))/s, by hand \(Int(byHand))/s, ratio \(ratio)")
    }
#endif
