using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ApiSandbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SandboxAccounts",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CurrencyCode = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 3, nullable: false),
                    OpeningMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    BalanceMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    BalanceAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SandboxAccounts", x => x.Id);
                    table.CheckConstraint("CK_SandboxAccounts_CurrencyCode_Length", "length(\"CurrencyCode\") <= 3");
                    table.CheckConstraint("CK_SandboxAccounts_Name_Length", "length(\"Name\") <= 100");
                    table.CheckConstraint("CK_SandboxAccounts_Number_Length", "length(\"Number\") <= 64");
                    table.ForeignKey(
                        name: "FK_SandboxAccounts_ApiClients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "ApiClients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SandboxEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    BookedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    BalanceMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Counterparty = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    CounterpartyAccount = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    EndToEndId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SandboxEntries", x => x.Id);
                    table.CheckConstraint("CK_SandboxEntries_Counterparty_Length", "length(\"Counterparty\") <= 140");
                    table.CheckConstraint("CK_SandboxEntries_CounterpartyAccount_Length", "length(\"CounterpartyAccount\") <= 64");
                    table.CheckConstraint("CK_SandboxEntries_EndToEndId_Length", "length(\"EndToEndId\") <= 100");
                    table.CheckConstraint("CK_SandboxEntries_Text_Length", "length(\"Text\") <= 1000");
                    table.ForeignKey(
                        name: "FK_SandboxEntries_SandboxAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "SandboxAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SandboxPayments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    RequestHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    ExternalRef = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    AccountId = table.Column<int>(type: "INTEGER", nullable: false),
                    PayeeName = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    PayeeNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Purpose = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    PayOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    FiledAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CancelledAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LacksFunds = table.Column<bool>(type: "INTEGER", nullable: false),
                    Done = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SandboxPayments", x => x.Id);
                    table.CheckConstraint("CK_SandboxPayments_ExternalRef_Length", "length(\"ExternalRef\") <= 64");
                    table.CheckConstraint("CK_SandboxPayments_Key_Length", "length(\"Key\") <= 100");
                    table.CheckConstraint("CK_SandboxPayments_PayeeName_Length", "length(\"PayeeName\") <= 140");
                    table.CheckConstraint("CK_SandboxPayments_PayeeNumber_Length", "length(\"PayeeNumber\") <= 64");
                    table.CheckConstraint("CK_SandboxPayments_Purpose_Length", "length(\"Purpose\") <= 140");
                    table.CheckConstraint("CK_SandboxPayments_RequestHash_Length", "length(\"RequestHash\") <= 32");
                    table.ForeignKey(
                        name: "FK_SandboxPayments_SandboxAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "SandboxAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SandboxAccounts_ClientId_Number",
                table: "SandboxAccounts",
                columns: new[] { "ClientId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SandboxAccounts_PublicId",
                table: "SandboxAccounts",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SandboxEntries_AccountId_BookedAt_Id",
                table: "SandboxEntries",
                columns: new[] { "AccountId", "BookedAt", "Id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "IX_SandboxPayments_AccountId",
                table: "SandboxPayments",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_SandboxPayments_ClientId_ExternalRef",
                table: "SandboxPayments",
                columns: new[] { "ClientId", "ExternalRef" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SandboxPayments_ClientId_Key",
                table: "SandboxPayments",
                columns: new[] { "ClientId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SandboxPayments_NextAt",
                table: "SandboxPayments",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_SandboxPayments_PublicId",
                table: "SandboxPayments",
                column: "PublicId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SandboxEntries");

            migrationBuilder.DropTable(
                name: "SandboxPayments");

            migrationBuilder.DropTable(
                name: "SandboxAccounts");
        }
    }
}
