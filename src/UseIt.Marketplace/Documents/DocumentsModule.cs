using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

public sealed class DocumentsModule : Module
{
    private readonly DocumentClaims claims = new();
    private readonly StoredSizes sizes = new();

    public override IEnumerable<InlineView> Inline => [claims, sizes];

    public override void Services(IServiceCollection services, Settings settings)
    {
        services
            .AddSingleton(claims)
            .AddSingleton(sizes)
            .AddSingleton<Storage>()
            .AddSingleton<Files>()
            .AddSingleton<ProvenBytes>()
            .AddSingleton<VirusScanner>()
            .AddSingleton<Scans>()
            .AddSingleton<PageUploads>();
        services.AddSingleton<IBytesBesideTheLog, StoredDocuments>();
        services.AddSingleton(
            new RetentionClass(
                "unfinished uploads",
                1,
                "an upload goes on within a day or not at all; an hourly sweep removes it with its bytes",
                "select begun from files.upload"
            )
        );
        if (settings.Works)
            services.AddHostedService<UploadSweep>();
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        UploadDocumentEndpoints.Map(routes);
        StoreDocumentHandler.Map(routes);
        DownloadDocument.Map(routes);
    }
}
