using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.OpenData;

public sealed class OpenDataModule : Module;
