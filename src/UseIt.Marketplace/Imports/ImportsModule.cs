namespace UseIt.Marketplace.Imports;

public sealed class ImportsModule : Module
{
    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<ImportSteps>()
            .AddSingleton<CaseImport>()
            .AddSingleton<ImportUndoing>()
            .AddSingleton<ImportFiles>()
            .AddSingleton(ImportFiles.Kept);
}
