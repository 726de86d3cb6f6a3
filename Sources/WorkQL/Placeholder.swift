import GRDB
import GRDBSQLite
import WorkQLAPI
