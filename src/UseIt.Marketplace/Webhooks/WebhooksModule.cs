using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Webhooks;

public sealed class WebhooksModule : Module
{
    private readonly WebhookTable table = new();

    public override IEnumerable<InlineView> Inline => [table];

    public override IEnumerable<Reaction> Reactions => [new TellWebhooks()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton(table)
            .AddSingleton<WebhookRegister>()
            .AddSingleton<Deliveries>()
            .AddSingleton<PublicAddresses>()
            .AddSingleton<WebhookPost>()
            .AddSingleton(Deliveries.Kept);

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RegisterWebhookHandler.Map(routes);
        RotateWebhookSecretHandler.Map(routes);
        EnableWebhookHandler.Map(routes);
        RemoveWebhookHandler.Map(routes);
        TestWebhookHandler.Map(routes);
        ReplayDeliveryHandler.Map(routes);
        WebhookRegister.Map(routes);
    }
}
