import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** The values of a query, as matrix.py writes them: java -cp postgresql.jar Matrix.java PORT QUERY. */
public class Matrix {
    public static void main(String[] arguments) throws Exception {
        System.setOut(new java.io.PrintStream(System.out, true, "UTF-8"));
        // The second time, the driver reads the values in their binary form.
        String address = "jdbc:postgresql://127.0.0.1:" + arguments[0] + "/workql?user=lisa"
            + "&prepareThreshold=-1";
        try (Connection connection = DriverManager.getConnection(address);
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'Europe/Berlin'");
            try (ResultSet rows = statement.executeQuery(arguments[1])) {
                int count = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    StringBuilder line = new StringBuilder("[");
                    for (int i = 1; i <= count; i++) {
                        if (i > 1) line.append(", ");
                        String value = written(rows, i, rows.getMetaData().getColumnType(i),
                            rows.getMetaData().getColumnTypeName(i));
                        line.append(value == null ? "null" : quoted(value));
                    }
                    System.out.println(line.append("]"));
                }
            }
        }
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String written(ResultSet rows, int i, int type, String name) throws Exception {
        if (rows.getObject(i) == null) return null;
        if (name.equals("json")) return "json " + rows.getString(i);
        if (name.equals("timestamptz")) {
            return "timestamp " + rows.getObject(i, OffsetDateTime.class).toInstant().toEpochMilli();
        }
        switch (type) {
            case Types.BIT, Types.BOOLEAN: return "boolean " + rows.getBoolean(i);
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT: return "integer " + rows.getLong(i);
            case Types.DOUBLE: return "real " + real(rows.getDouble(i));
            case Types.DATE: return "date " + rows.getObject(i, LocalDate.class);
            case Types.TIME:
                return "time " + rows.getObject(i, LocalTime.class)
                    .format(DateTimeFormatter.ofPattern("HH:mm:ss.SSS"));
            default: return "text " + rows.getString(i);
        }
    }

    /** As Python writes it. */
    static String real(double value) {
        return Double.toString(value).replaceFirst("\\.0E", "e").replaceFirst("E", "e")
            .replaceFirst("e(\\d)", "e+$1");
    }
}
