import Foundation
import Holdfast
import HoldfastStores

/// `quickstart FOLDER` plays the whole example; `quickstart worker` is the worker that it starts and kills.
@main enum Main {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        do {
            switch (arguments.first, arguments.count) {
            case ("worker"?, 1): try await work()
            case ("start"?, 2): try await Director(folder: arguments[2]).start()
            case ("play"?, 2): exit(try await Director(folder: arguments[2]).play() ? 0 : 1)
            default:
                print("Usage: quickstart play FOLDER | start FOLDER | worker\nSee Examples/quickstart.")
                exit(2)
            }
        } catch {
            print("The example stopped: \(error)")
            exit(1)
        }
    }

    /// A worker as a program of yours would have it: open the store, say which workflows it knows, work.
    private static func work() async throws {
        let configuration = try Configuration.fromEnvironment()
        let store = try await Store.fromEnvironment()
        let engine = Engine(store: store, options: EngineOptions(configuration))
        engine.register(ImportOrders())
        await engine.runUntilSignalled()
        await store.close()
    }
}
