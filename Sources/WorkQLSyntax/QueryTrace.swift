/// Is told of each type that a query passes, and as what the query leaves it. Nobody is told but for
/// a log at the level trace.
package typealias QueryTrace = @Sendable (_ stop: Any.Type, _ form: Any.Type) -> Void
