using System.Runtime.CompilerServices;
using Npgsql;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// Bytes that are kept in pieces, numbered from nought. Each piece is read over a connection that is given back at once: whoever takes them
/// slowly keeps no connection from the others.
/// </summary>
internal static class Pieces
{
    /// <summary>The pieces in their order, until there is none.</summary>
    /// <param name="database">Where they are kept.</param>
    /// <param name="sql">Answers with the bytes of one piece; its last parameter is the piece's number.</param>
    /// <param name="of">The parameters before it.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async IAsyncEnumerable<byte[]> ReadAsync(
        NpgsqlDataSource database,
        string sql,
        IReadOnlyList<Guid> of,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        for (var n = 0; ; n++)
        {
            byte[]? piece;
            await using (var command = database.CreateCommand(sql))
            {
                foreach (var id in of)
                    command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = n });
                piece = (byte[]?)await command.ExecuteScalarAsync(cancel);
            }
            if (piece is null)
                yield break;
            yield return piece;
        }
    }
}
