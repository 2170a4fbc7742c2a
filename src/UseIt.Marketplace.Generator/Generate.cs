using JasperFx;
using JasperFx.CodeGeneration;
using Marten;
using Wolverine;
using Wolverine.Persistence.Durability;

namespace UseIt.Marketplace.Generator;

/// <summary>
/// Writes the code by which Wolverine carries out each command and effect, readable C#, one file each: <c>generate FOLDER</c>. With
/// <c>schema FILE</c> it writes the tables that Marten and Wolverine want, for a migration. It needs no database.
/// </summary>
public static class Generate
{
    public static async Task<int> Main(string[] args)
    {
        var settings = new Settings
        {
            ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1",
            DataFolder = Path.GetTempPath(),
            Embedded = true,
            Works = false,
            KeyEncryptionKey = new byte[32],
        };
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        MarketplaceHost.AddMarketplace(builder.Services, settings, MarketplaceHost.Modules());
        builder.Services.ConfigureWolverine(o =>
        {
            o.CodeGeneration.TypeLoadMode = TypeLoadMode.Dynamic;
            o.CodeGeneration.GeneratedCodeOutputPath = Path.GetFullPath(args is ["generate", var folder] ? folder : Path.GetTempPath());
        });
        if (args is ["generate", _])
            return await builder.Build().RunJasperFxCommands(["codegen", "write"]);
        if (args is not ["schema", var file])
        {
            await Console.Error.WriteLineAsync("generate FOLDER | schema FILE");
            return 1;
        }
        using var host = builder.Build();
        var marten = host.Services.GetRequiredService<IDocumentStore>().Storage.ToDatabaseScript();
        var messages = ((Weasel.Core.Migrations.IDatabase)host.Services.GetRequiredService<IMessageStore>()).ToDatabaseScript();
        await File.WriteAllTextAsync(file, $"{marten}\n{messages}");
        return 0;
    }
}
