using Npgsql;
using UseIt.Marketplace.CommandLine;

namespace UseIt.Marketplace.Tests.CommandLine;

public sealed class DatabaseTlsTests
{
    [Theory]
    [InlineData("Host=db;Database=marketplace;Username=useit_app;Password='a;b'", SslMode.VerifyFull)]
    [InlineData("Host=10.0.0.7", SslMode.VerifyFull)]
    [InlineData("Host=localhost,db:5433", SslMode.VerifyFull)]
    [InlineData("Server=db;Root Certificate=/etc/ssl/authority.pem", SslMode.VerifyFull)]
    [InlineData("Host=db;SSL Mode=Disable", SslMode.Disable)]
    [InlineData("Host=db;SslMode=Require", SslMode.Require)]
    [InlineData("Host=localhost:5433", SslMode.Prefer)]
    [InlineData("Host=127.0.0.1", SslMode.Prefer)]
    [InlineData("Host=::1", SslMode.Prefer)]
    [InlineData("Host=/var/run/postgresql", SslMode.Prefer)]
    [InlineData("Database=marketplace", SslMode.Prefer)]
    public void a_database_elsewhere_is_spoken_to_encrypted_unless_its_connection_string_says_otherwise(string said, SslMode mode)
    {
        var (before, after) = (new NpgsqlConnectionStringBuilder(said), new NpgsqlConnectionStringBuilder(DatabaseTls.Of(said)));
        Assert.Equal(mode, after.SslMode);
        Assert.Equal(
            (before.Host, before.Database, before.Username, before.Password, before.RootCertificate),
            (after.Host, after.Database, after.Username, after.Password, after.RootCertificate)
        );
    }
}
