#if SQLite
    import Foundation
    import HoldfastSQLite

    // Each figure is a ratio to hand-written code in the same process run: machines differ, ratios hardly do.
    // The argument is a directory on a real disk; by default one under the present directory.
    let parent = CommandLine.arguments.dropFirst().first ?? FileManager.default.currentDirectoryPath
    let folder = "\(parent)/.benchmark-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }

    print("fenced step commits, 256-byte outputs; median of the rounds, ratio to the same rows by hand")
    for (synchronous, inFlight, commits) in [
        (SQLiteConfiguration.Synchronous.full, 1, 1_000), (.full, 8, 4_000), (.full, 64, 12_800), (.normal, 1, 4_000),
        (.normal, 64, 12_800),
    ] {
        let benchmark = StepCommits(folder: folder, synchronous: synchronous, inFlight: inFlight, commits: commits)
        var rounds: [(backend: Double, byHand: Double)] = []
        for round in 0..<5 { rounds.append(try await benchmark.measure(round)) }
        let backend = rounds.map(\.backend).sorted()[2]
        let byHand = rounds.map(\.byHand).sorted()[2]
        let ratio = (backend / byHand * 100).rounded() / 100
        print("\(benchmark.name): \(Int(backend))/s, by hand \(Int(byHand))/s, ratio \(ratio)")
    }
#endif
