/// Called with each type that a query passes, and the type that the query has when it leaves it.
/// Set only for a log at the level trace.
package typealias QueryTrace = @Sendable (_ stop: Any.Type, _ form: Any.Type) -> Void
