import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Asks a server by pgjdbc: java -cp postgresql.jar JDBC.java PORT. */
public class JDBC {
    static void same(Object found, Object wanted) {
        if (!wanted.equals(found)) {
            throw new AssertionError("found " + found + ", wanted " + wanted);
        }
    }

    public static void main(String[] arguments) throws Exception {
        String address = "jdbc:postgresql://127.0.0.1:" + arguments[0] + "/workql?user=lisa";
        try (Connection connection = DriverManager.getConnection(address)) {
            catalog(connection.getMetaData());
            portions(connection);
            prepared(connection);
            values(connection);
            errors(connection);
        }
        System.out.println("ok");
    }

    static void catalog(DatabaseMetaData data) throws SQLException {
        Set<String> tables = new HashSet<>();
        try (ResultSet rows = data.getTables(null, null, "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                same(rows.getString("TABLE_SCHEM"), "public");
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        same(tables.containsAll(Set.of("checkin", "journal", "corp_recording")), true);
        Map<String, String> columns = new LinkedHashMap<>();
        try (ResultSet rows = data.getColumns(null, "public", "checkin", "%")) {
            while (rows.next()) {
                columns.put(rows.getString("COLUMN_NAME"), rows.getString("TYPE_NAME"));
                same(rows.getString("REMARKS") != null, true);
            }
        }
        same(columns.get("userid"), "text");
        same(columns.get("checkin_time"), "timestamptz");
        same(columns.get("mediaids"), "json");
        same(columns.keySet().iterator().next(), "userid");
        try (ResultSet rows = data.getPrimaryKeys(null, "public", "checkin")) {
            while (rows.next()) same(columns.containsKey(rows.getString("COLUMN_NAME")), true);
        }
        try (ResultSet rows = data.getTypeInfo()) {
            same(rows.next(), true);
        }
    }

    /** One row a portion: the rows of a day, each once. */
    static void portions(Connection connection) throws SQLException {
        String text = "SELECT checkin_time FROM checkin WHERE userid = 'lisi' "
            + "DURING 2026-07 ORDER BY checkin_time";
        connection.setAutoCommit(false);
        int[] counts = new int[2];
        for (int size = 0; size < 2; size++) {
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(size);
                try (ResultSet rows = statement.executeQuery(text)) {
                    Instant last = Instant.MIN;
                    while (rows.next()) {
                        Instant time = rows.getTimestamp(1).toInstant();
                        same(last.isAfter(time), false);
                        last = time;
                        counts[size]++;
                    }
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        same(counts[0] > 20, true);
        same(counts[1], counts[0]);
    }

    /** From the sixth execution on, pgjdbc prepares by name and reads binary values. */
    static void prepared(Connection connection) throws SQLException {
        String text = "SELECT count(*) FROM checkin WHERE userid = ? AND checkin_time >= ? "
            + "AND checkin_time < ?";
        Set<Long> counts = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            same(statement.getParameterMetaData().getParameterTypeName(2), "timestamptz");
            for (int run = 0; run < 9; run++) {
                statement.setString(1, "lisi");
                statement.setObject(2, OffsetDateTime.parse("2026-08-03T00:00:00+08:00"));
                statement.setObject(3, OffsetDateTime.parse("2026-08-08T00:00:00+08:00"));
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    counts.add(rows.getLong(1));
                }
            }
        }
        same(counts.size(), 1);
        same(counts.iterator().next() > 0, true);
    }

    static void values(Connection connection) throws SQLException {
        String text = "SELECT * FROM (VALUES ('𠮷野家', 9007199254740993, 0.1, true, "
            + "DATE '2026-08-01', TIME '09:30:15', TIMESTAMP '2026-08-01 09:00:00.250+08:00')) "
            + "AS v(t, i, r, b, d, c, s)";
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int run = 0; run < 8; run++) {
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    same(row.getString(1), "𠮷野家");
                    same(row.getLong(2), 9007199254740993L);
                    same(row.getDouble(3), 0.1);
                    same(row.getBoolean(4), true);
                    same(row.getDate(5).toString(), "2026-08-01");
                    same(row.getTime(6).toString(), "09:30:15");
                    same(row.getTimestamp(7).toInstant(), Instant.parse("2026-08-01T01:00:00.250Z"));
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::text, ?")) {
            statement.setString(1, null);
            statement.setString(2, "it's");
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                same(row.getString(1) == null, true);
                same(row.getString(2), "it's");
            }
        }
    }

    static void errors(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT nosuch FROM checkin SINCE 1d");
            throw new AssertionError("an unknown column is no error");
        } catch (SQLException error) {
            same(error.getSQLState(), "42703");
        }
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SELECT 1")) {
            row.next();
            same(row.getInt(1), 1);
        }
    }
}
